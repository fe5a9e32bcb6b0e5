// <parley-chat domain-id="…">: a chat in the page's corner. Nothing of it leaks into the page or out of it.
import { Conversation } from "./conversation.js";
import { speak } from "./texts.js";
import { View } from "./view.js";

const chats = new Set();

// Not an inline style: a strict CSP allows it.
const style = new CSSStyleSheet();
style.replaceSync("{{style}}");

const LEAKS = "keydown keyup keypress beforeinput input compositionstart compositionupdate compositionend paste copy cut focusin focusout click dblclick contextmenu mousedown mouseup pointerdown pointerup touchstart touchend wheel";

const hush = (event) => event.stopPropagation();

class ParleyChat extends HTMLElement {
  #conversation;
  #view;
  #ready;
  #back;
  #site;
  #user;

  connectedCallback() {
    chats.add(this);
    this.#ready ??= this.#start();
    this.#ready.then(() => {
      this.#float();
      // An open one stays above the others' buttons.
      for (const it of chats) if (it !== this && it.#conversation?.isOpen) it.#float();
    });
  }

  disconnectedCallback() {
    chats.delete(this);
    // One that is only moved is there again by then.
    setTimeout(() => {
      if (this.isConnected || !this.#ready) return;
      this.#ready = undefined;
      this.#user = this.#conversation.end();
    });
  }

  /** Vouches for the visitor: {email, userHash} or {userToken}, both made by the site's own server. */
  async setUser(user) {
    await this.#ready;
    await this.#conversation.setUser(user);
  }

  /** Forgets who this is: for when the visitor signs out. */
  async reset() {
    await this.#ready;
    await this.#conversation.reset();
  }

  async open() {
    await this.#ready;
    this.#show(true);
  }

  async close() {
    await this.#ready;
    this.#show(false);
  }

  /** Says something for the visitor, and shows the conversation. */
  async ask(text) {
    await this.#ready;
    this.#show(true);
    this.#conversation.ask(text);
  }

  async #start() {
    const root = this.shadowRoot || this.attachShadow({ mode: "open" });
    for (const leak of LEAKS.split(" ")) root.addEventListener(leak, hush);
    root.adoptedStyleSheets = [style];
    root.replaceChildren();
    this.#site = undefined;
    const server = this.getAttribute("server") || new URL("../..", import.meta.url).href;
    const talk = new Conversation(server.replace(/\/$/, ""), this.getAttribute("domain-id"));
    this.#conversation = talk;
    this.#view = new View(root, talk, this.#texts(), {
      toggle: (open) => this.#show(open),
      asked: (text) => talk.ask(text),
    });
    this.#view.suggest((this.getAttribute("suggestions") || "").split("|").filter((it) => it.trim()));
    talk.onchange = () => this.#view.render();
    talk.onmessage = (x) => this.#tell("message", { text: x.text });
    talk.onanswer = (x) => {
      this.#tell("answer", { text: x.answer, status: x.status, turn: x.turn, code: x.code });
      this.#view.announce(x, !talk.isOpen);
    };
    // Where it covers the page (see chat.css), whoever followed a link wants to see that.
    talk.isOpen &&= innerWidth > 480 && innerHeight > 500;
    if (talk.isOpen) this.#show(true, false);
    talk.start();
    if (this.#user) talk.setUser(this.#user);
  }

  #texts({ name, greeting, locale } = {}) {
    const own = (attribute) => this.getAttribute(attribute);
    const page = document.documentElement.lang;
    return speak(own("lang") || page || locale || navigator.language, {
      title: own("name") || name,
      greeting: own("greeting") || greeting,
    });
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent("parley:" + name, { detail, bubbles: true, composed: true }));
  }

  /** Above everything, whatever the page's z-index and transforms are. */
  #float() {
    this.style.setProperty("--parley-order", [...chats].indexOf(this));
    this.#view.corner(getComputedStyle(this).getPropertyValue("--parley-corner") || this.getAttribute("corner"));
    try {
      this.popover = "manual";
      this.hidePopover();
      this.showPopover();
    } catch {
      // an older browser: z-index has to do
    }
  }

  #show(open, focus = true) {
    const talk = this.#conversation;
    const isInside = this.matches(":focus-within");
    if (open) {
      for (const other of chats) if (other !== this && other.#conversation?.isOpen) other.#show(false, false);
      if (focus && !isInside) this.#back = document.activeElement;
      if (!talk.isOpen) this.#float();
      this.#site ??= talk.profile().then((it) => (this.#site = it) && this.#view.say(this.#texts(it)));
    }
    const changed = talk.isOpen !== open;
    talk.isOpen = open;
    talk.save();
    talk.greet();
    this.#view.show(open, focus);
    if (!open && focus && isInside) this.#giveBack();
    if (changed) this.#tell(open ? "open" : "close");
  }

  #giveBack() {
    const back = this.#back;
    this.#back = undefined;
    if (back?.isConnected && back !== document.body) back.focus();
    else this.#view.focusLauncher();
  }
}

if (!customElements.get("parley-chat")) customElements.define("parley-chat", ParleyChat);

/** What the script tag stands for, whichever version of this file made it. Not in the body, which some pages replace as a whole. */
export function embed(tag) {
  const id = tag.dataset.domainId;
  for (const it of document.querySelectorAll("parley-chat")) if (it.getAttribute("domain-id") === id) return it;
  const chat = document.createElement("parley-chat");
  chat.setAttribute("server", new URL(".", tag.src));
  for (const { name, value } of tag.attributes) if (name.startsWith("data-")) chat.setAttribute(name.slice(5), value);
  document.documentElement.append(chat);
  return chat;
}
