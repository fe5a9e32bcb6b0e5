// What one sees of the conversation, and where one writes.
import { link, safe, show } from "./markdown.js";

const ICONS = {
  chat: "M12 3c5 0 9 3.4 9 7.6s-4 7.6-9 7.6c-1 0-2-.1-2.9-.4L4.5 20.5l1.2-3.8C4 15.3 3 13 3 10.6 3 6.4 7 3 12 3z",
  close: "M6 6l12 12M18 6L6 18",
  send: "M12 19V5M5.5 11.5L12 5l6.5 6.5",
  stop: "M7.5 7.5h9v9h-9z",
  up: "M7 11v9H4v-9zm0 0l4-8c1.5 0 2.5 1 2.5 2.5V9H19c1 0 1.8 1 1.6 2l-1.5 7.5c-.2.9-.9 1.5-1.8 1.5H7",
};

function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.ariaHidden = true;
  svg.append(document.createElementNS(svg.namespaceURI, "path"));
  draw(svg, name);
  return svg;
}

function draw(element, name) {
  element.querySelector("path").setAttribute("d", ICONS[name]);
}

const button = (cls, content, onclick) => el("button", { type: "button", class: cls, onclick }, content);

export class View {
  #talk;
  #does;
  #texts;
  #shown = new Map();
  #rendering = 0;

  #launcher = button("launcher", icon("chat"), () => this.#does.toggle(!this.#talk.isOpen));
  #title = el("h2");
  #close = button("icon close", icon("close"), () => this.#does.toggle(false));
  #greeting = el("div", { class: "bubble bot", dir: "auto" });
  #earlier = button("chip", "", () => {
    this.#rest();
    this.#talk.history(this.#talk.earlier);
  });
  #chips = el("div", { class: "chips" });
  #list = el("div", { class: "list" });
  #log = el("div", { class: "log", role: "log", "aria-live": "off", tabindex: "0" }, this.#list);
  #away = el("p", { class: "away", role: "status", hidden: "" });
  #input = el("textarea", {
    rows: "1",
    maxlength: "4000",
    enterkeyhint: "send",
    oninput: () => this.#drafted(),
    onkeydown: (event) => this.#key(event),
  });
  // A double click is one.
  #send = button("icon send", icon("send"), (event) => event.detail > 1 && event.preventDefault());
  #says = el("p", { class: "unseen", role: "status" });
  #panel = el(
    "section",
    { class: "panel", role: "dialog", hidden: "" },
    el("header", {}, this.#title, this.#close),
    this.#log,
    this.#away,
    el("form", { onsubmit: (event) => this.#submitted(event) }, this.#input, this.#send),
  );
  #root = el("div", { class: "root", onkeydown: (event) => this.#leave(event) }, this.#panel, this.#launcher, this.#says);

  constructor(root, talk, texts, does) {
    this.#talk = talk;
    this.#does = does;
    this.#list.append(this.#earlier, this.#greeting, this.#chips);
    this.#send.type = "submit";
    this.#input.value = talk.draft;
    this.say(texts);
    root.append(this.#root);
    // A phone's keyboard covers a part of the page: what is seen of it is what there is.
    const seen = visualViewport;
    const fit = () => {
      this.#root.style.setProperty("--seen", seen.height * seen.scale + "px");
      // Where two fingers have made the page larger, that is where one looks at it.
      this.#root.style.setProperty("--above", (seen.scale > 1.1 ? 0 : seen.offsetTop) + "px");
      this.render();
    };
    for (const it of ["resize", "scroll"]) seen.addEventListener(it, fit, talk.gone);
    fit();
  }

  corner(name) {
    this.#root.classList.toggle("left", /left|start/.test(name));
  }

  say(texts) {
    const isOther = this.#texts?.lang !== texts.lang;
    const t = (this.#texts = texts);
    this.#root.lang = t.lang;
    this.#root.dir = t.dir;
    this.#panel.ariaLabel = this.#log.ariaLabel = this.#title.textContent = t.title;
    this.#away.textContent = t.offline;
    this.#earlier.textContent = t.earlier;
    this.#input.placeholder = this.#input.ariaLabel = t.input;
    label(this.#close, t.close);
    show(this.#greeting, t.greeting);
    if (isOther) {
      for (const node of this.#shown.values()) node.remove();
      this.#shown.clear();
    }
    this.render();
  }

  suggest(questions) {
    const chip = (text) =>
      button("chip", text.trim(), () => {
        this.#rest();
        this.#does.asked(text);
      });
    this.#chips.append(...questions.map(chip));
  }

  show(isOpen, focus) {
    this.#panel.hidden = !isOpen;
    this.#root.classList.toggle("open", isOpen);
    this.#launcher.classList.remove("news");
    this.render();
    if (isOpen) {
      this.#grow();
      // Its end: it is laid out from below.
      this.#log.scrollTop = 0;
      if (focus) this.#input.focus({ preventScroll: true });
    }
  }

  /** The focus of a button that is about to go. */
  #rest() {
    this.#log.focus({ preventScroll: true });
  }

  focusLauncher() {
    this.#launcher.focus({ preventScroll: true });
  }

  /** Says a finished answer, once, to whoever hears the page. */
  announce(x, isNews) {
    this.#launcher.classList.toggle("news", isNews);
    const box = el("div");
    show(box, x.answer);
    const note = this.#texts[x.status] || [];
    this.#says.textContent = [...box.childNodes].map((it) => it.textContent).concat(note).join(" ");
  }

  /** Soon, and once for all that happens until then; also in a tab that nobody sees. */
  render() {
    this.#rendering ||= setTimeout(() => {
      this.#rendering = 0;
      this.#render();
    }, 16);
  }

  #render() {
    const talk = this.#talk;
    const t = this.#texts;
    const open = talk.isOpen;
    if (this.#input.value !== talk.draft) this.#input.value = talk.draft;
    if (!talk.log.length) this.#says.textContent = "";
    label(this.#launcher, open ? t.close : t.open);
    this.#launcher.ariaExpanded = open;
    // Where it covers the page, this is not to be seen.
    this.#panel.ariaModal = !this.#launcher.offsetWidth;
    this.#away.hidden = !talk.isAway;
    this.#earlier.hidden = !talk.earlier;
    this.#greeting.hidden = talk.earlier;
    this.#chips.hidden = talk.log.length;
    draw(this.#launcher, open ? "close" : "chat");
    const does = talk.running && !talk.isAway && !this.#input.value.trim() ? "stop" : "send";
    this.#send.dataset.does = does;
    draw(this.#send, does);
    label(this.#send, t[does]);
    if (open) this.#exchanges();
  }

  #exchanges() {
    const log = this.#talk.log;
    const ids = new Set(log.map((x) => x.id));
    for (const [id, node] of this.#shown) {
      if (!ids.has(id)) {
        node.remove();
        this.#shown.delete(id);
      }
    }
    let before = this.#chips;
    for (const x of log) {
      const node = this.#shown.get(x.id) || el("div", { class: "exchange" });
      this.#shown.set(x.id, node);
      if (before.nextSibling !== node) before.after(node);
      before = node;
      const key = [x.text, x.answer.length, x.attempt, x.status, x.sources?.length, x.rating].join();
      if (node.key !== key) {
        node.key = key;
        this.#exchange(node, x);
      }
    }
  }

  #exchange(node, x) {
    const t = this.#texts;
    if (!node.firstChild || (x.text && !node.querySelector(".mine"))) {
      node.replaceChildren();
      const who = (text) => el("span", { class: "unseen" }, text + ":");
      if (x.text) node.append(who(t.you), el("div", { class: "bubble mine", dir: "auto" }, x.text));
      node.append(who(t.bot), el("div", { class: "answer" }));
    }
    const box = node.lastChild;
    const grows = /waiting|streaming/.test(x.status);
    box.querySelector(".dots")?.remove();
    let bubble = box.querySelector(".bot");
    if (x.answer) {
      if (!bubble) box.prepend((bubble = el("div", { class: "bubble bot", dir: "auto" })));
      show(bubble, x.answer, grows);
    } else {
      bubble?.remove();
      const sign = { class: "bubble bot dots", role: "img", "aria-label": t.bot + "…" };
      if (grows) box.prepend(el("div", sign, el("i"), el("i"), el("i")));
    }
    const foot = box.querySelector(".foot");
    const of = x.status + x.sources?.length;
    if (foot?.of !== of) {
      foot?.remove();
      if (!grows) box.append(this.#foot(x, of));
    }
    for (const thumb of box.querySelectorAll(".thumb")) thumb.ariaPressed = thumb.classList.contains(x.rating);
  }

  /** What can be done about an answer that is over. */
  #foot(x, of) {
    const t = this.#texts;
    const foot = el("div", { class: "foot" });
    foot.of = of;
    if (x.sources?.length) {
      const list = el("ul");
      for (const { title, url } of x.sources) {
        const item = list.appendChild(el("li"));
        const href = safe(url);
        (href ? link(item, href) : item).append(title);
      }
      foot.append(el("div", { class: "sources" }, t.sources, list));
    }
    if (t[x.status]) foot.append(el("span", { class: "note" }, t[x.status]));
    if (/failed|refused/.test(x.status)) {
      const retry = button("retry", t.retry, () => {
        this.#talk.retry(x);
        this.#input.focus();
      });
      foot.append(retry);
    } else if (x.turn && x.answer) {
      for (const rating of ["up", "down"]) {
        const thumb = button("icon thumb " + rating, icon("up"), () => this.#talk.rate(x, rating));
        label(thumb, t[rating]);
        foot.append(thumb);
      }
    }
    return foot;
  }

  #drafted() {
    this.#talk.draft = this.#input.value;
    // Empty, it has the placeholder's.
    this.#input.dir = this.#input.value && "auto";
    this.#grow();
    this.render();
    clearTimeout(this.#drafted.timer);
    this.#drafted.timer = setTimeout(() => this.#talk.save(), 300);
  }

  #grow() {
    this.#input.style.height = "auto";
    this.#input.style.height = this.#input.scrollHeight + 2 + "px";
  }

  #key(event) {
    // The Enter that ends the choice of a Japanese word is none of ours.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#submit();
  }

  #leave(event) {
    const { key, isComposing, shiftKey, target } = event;
    if (key === "Escape" && !isComposing) this.#does.toggle(false);
    // Where there is nothing beside it: round and round.
    const [last, first] = shiftKey ? [this.#close, this.#send] : [this.#send, this.#close];
    if (key === "Tab" && target === last && this.#panel.ariaModal === "true") {
      event.preventDefault();
      first.focus();
    }
  }

  #submitted(event) {
    event.preventDefault();
    if (this.#send.dataset.does === "stop") this.#talk.stop();
    else this.#submit();
  }

  #submit() {
    const text = this.#input.value;
    if (!text.trim()) return;
    this.#input.value = "";
    this.#drafted();
    this.#does.asked(text);
    this.#log.scrollTop = 0;
    this.#input.focus();
  }
}

function label(element, text) {
  element.ariaLabel = element.title = text;
}
