// The conversation: what was said, how it gets to the server and back, and how it is kept.
// An exchange is {id, text, turn, attempt, answer, sources, status, rating, code}; its id is the messageId, by which the server knows a retry.
// One that is over without a turn has a place instead: behind the last turn before it.
// Its status: waiting (not known to be stored), streaming (stored; the answer is under way), complete, stopped,
// failed (the answer broke off), refused (not stored). Its code is the HTTP status by which it was refused, as long as the page lives;
// 0 once it went again by itself.
const LONGEST_WAIT = 30_000;

const isOver = (x) => !/waiting|streaming/.test(x.status);

/** 128 bits. There is no crypto.randomUUID on a page without TLS. */
const random = () => crypto.getRandomValues(new Uint32Array(4)).join("-");

/** One tab at a time; when that tab dies, the next. Where there are no locks: each for itself. */
async function exclusively(name, work) {
  const asked = Date.now();
  const turn = async () => {
    // What the other tab said last is still on its way.
    if (Date.now() - asked > 50) await new Promise((wake) => setTimeout(wake, 100));
    return work();
  };
  try {
    await navigator.locks.request(name, turn);
  } catch {
    await work();
  }
}

export class Conversation {
  onchange = () => {};
  onmessage = () => {};
  onanswer = () => {};

  log = [];
  draft = "";
  isOpen = false;
  isAway = !navigator.onLine;
  earlier = null;
  // By its signal whoever listens ends with it.
  gone = new AbortController();

  #server;
  #domain;
  #name;
  // The age is how many visitors this browser has had; 0 until the first one says something. By it tabs know a former one's words.
  // The email is whom his site says he is.
  #me = { visitor: random(), age: 0 };
  // What his site vouches by, and which of it has held.
  #user;
  #held;
  #channel;
  #busy = false;
  #abort = new AbortController();
  #wake = () => {};
  #hurry = () => {};
  // The ids of what was said in this tab, and is not over.
  #asked = new Set();
  #told = 0;

  constructor(server, domain) {
    this.#server = server;
    this.#domain = domain;
    this.#name = "parley " + domain + " " + server;
    this.#load();
    try {
      this.#channel = new BroadcastChannel(this.#name);
      this.#channel.onmessage = ({ data }) => this.#hear(data);
    } catch {
      // a frame without an origin of its own
    }
    const on = (event, does, target = window) => target.addEventListener(event, does, this.gone);
    for (const it of ["online", "offline"]) {
      on(it, () => {
        this.#setAway(!navigator.onLine);
        this.#hurry();
      });
    }
    on("pagehide", () => (this.log.length || this.draft) && this.save(true));
    // Back from the browser's cache, it has heard nothing of what others did.
    on("pageshow", (it) => {
      if (!it.persisted) return;
      this.#load(this.isOpen);
      this.start();
      this.onchange();
    });
    on("visibilitychange", () => document.hidden || this.#hurry(), document);
  }

  /** Its page has thrown it away; another one goes on with what is kept. Returns what the site vouches by. */
  end() {
    const user = this.#user;
    this.save(true);
    this.gone.abort();
    this.#channel?.close();
    this.#channel = undefined;
    this.#drop();
    return user;
  }

  start() {
    this.#pump();
    if (!this.#isGuest) this.history();
  }

  /** Nothing was said on this device: what is shown was said on his others. */
  get #isGuest() {
    return this.log.every((x) => x.id === x.turn);
  }

  get running() {
    return this.log.find((x) => !isOver(x));
  }

  /** What the site says of itself; undefined where the server does not tell. */
  profile() {
    return this.#call("/api/domain/" + this.#domain, undefined, "").then((it) => it?.json());
  }

  ask(text) {
    // Half a character, which may be left at the end, is none.
    if (!(text = String(text ?? "").trim().slice(0, 4000).replace(/\p{Cs}/gu, ""))) return;
    const x = { id: random(), text, answer: "", status: "waiting" };
    this.#me.age ||= 1;
    this.log.push(x);
    this.#send(x);
    this.onmessage(x);
  }

  retry(x, code) {
    // Of what came from the server it does not know the messageId: that is another message.
    if (x.id === x.turn) return this.ask(x.text);
    Object.assign(x, { answer: "", status: "waiting", stopping: false, place: undefined, code });
    this.#send(x);
    this.#hurry();
  }

  #send(x) {
    this.#asked.add(x.id);
    // With what vouches for him, if it is another tab that sends it. None of them keeps that.
    this.#changed(x, this.#user);
    this.#pump();
  }

  stop() {
    const x = this.running;
    if (!x) return;
    x.stopping = true;
    this.#changed(x);
    if (x.turn) this.#sendStop(x);
    else this.#wake();
  }

  async rate(x, rating) {
    const before = x.rating;
    x.rating = rating;
    this.#changed(x);
    if (!(await this.#call(this.#path(x, "/feedback"), JSON.stringify({ rating })))) {
      x.rating = before;
      this.#changed(x);
    }
  }

  async setUser({ email, userHash, userToken }) {
    // What is said from now on is his, also before the server knows.
    const whose = (emailIn(userToken) || email)?.toLowerCase();
    const gone = this.#me.email && this.#me.email.toLowerCase() !== whose && this.reset();
    this.#me.email = whose;
    this.#user = { email, userHash, userToken };
    this.#changed();
    await gone;
    // What was refused for the proof before, on this page, goes again by this one, once.
    for (const x of this.log) if (x.code === 401 && x.status === "refused") this.retry(x, 0);
    this.greet();
  }

  /** By a token he may read what was said on his other devices before he has written anything on this one. */
  get #token() {
    return this.#isGuest && this.#user?.userToken;
  }

  /** Each time that he looks: it may have become more. */
  greet() {
    if (this.isOpen && this.#token) this.history();
  }

  async reset() {
    const visitor = this.#me.visitor;
    this.#me = { visitor: random(), age: (this.#me.age || 1) + 1 };
    this.#channel?.postMessage({ forget: this.#me.visitor, ...this.#me });
    this.#forget();
    await this.#call("/api/visitor/reset", JSON.stringify({ domainId: this.#domain }), visitor);
  }

  /** What the server has: of this visitor or, when his site vouched for him, of his other devices too. */
  async history(before, token = this.#token) {
    const path = `/api/bot/messages?domainId=${this.#domain}&limit=100` + (before ? "&before=" + before : "");
    const visitor = this.#me.visitor;
    const page = await (await this.#call(path, undefined, visitor, token))?.json();
    if (!page?.messages || visitor !== this.#me.visitor) return;
    this.earlier = page.next;
    // What another device is being told, this one may not resume by a token.
    for (const it of page.messages) if (!token || it.status !== "streaming") this.#remember(it);
    this.#sort();
    this.#changed();
    this.#pump();
  }

  /** Turns are named in the order of their time; what has no name yet is the newest. */
  #sort() {
    const at = (x) => x.turn || x.place || "~";
    this.log.sort((one, other) => (at(one) > at(other)) - (at(one) < at(other)));
  }

  #remember({ turn, role, content, status, verified, rating, sources }) {
    let x = this.log.find((it) => it.turn === turn);
    // Somebody else may have given his address, too.
    if (!x && this.#me.email && !verified) return;
    if (!x) this.log.push((x = { id: turn, turn, text: "", answer: "", status: "complete" }));
    if (role === "user") x.text = content;
    else if (isOver(x) || /complete|stopped/.test(status)) {
      x.answer = content;
      x.attempt = 0;
      x.status = status === "interrupted" ? "failed" : status;
      x.rating = rating || x.rating;
      x.sources = sources;
    }
  }

  async #pump() {
    if (this.#busy || !this.running) return;
    this.#busy = true;
    try {
      await exclusively(this.#name, async () => {
        for (let x; (x = this.running); ) await this.#run(x);
      });
    } finally {
      this.#busy = false;
    }
    this.#pump();
  }

  /** Sends it and hears the answer, however often the connection breaks. */
  async #run(x) {
    let tries = 0;
    let wasCut = false;
    let refused;
    while (!isOver(x)) {
      // Otherwise the server may have heard it, and has to be told.
      if (x.stopping && refused === 429 && !x.turn) {
        x.status = "stopped";
        break;
      }
      const had = x.answer.length;
      let wait;
      try {
        const end = await this.#listen(x);
        if (end === "failed" && wasCut) {
          // Its server went down: the same message again, once.
          wasCut = false;
          x.answer = "";
          x.status = "waiting";
          continue;
        }
        if (end) x.status = end;
        wasCut = true;
      } catch (problem) {
        wait = problem.wait;
        refused = problem.status;
        if (problem.status === 401 && this.#user && this.#user === this.#held) {
          // It is too old by now; he stays who he is.
          this.#user = undefined;
        } else if (problem.status && (wait === undefined || (tries > 6 && !/50[2-4]/.test(problem.status)))) {
          x.status = x.turn ? "failed" : "refused";
          x.code ??= problem.status;
        } else if (problem.status !== 429) {
          wasCut ||= !problem.status;
          this.#setAway(true);
        }
      }
      if (isOver(x)) break;
      tries = x.answer.length > had ? 0 : tries + 1;
      this.#changed(x);
      // Not all at the same moment, when a server comes back.
      await this.#pause(wait, Math.min(LONGEST_WAIT, 250 * 2 ** tries) * (0.5 + Math.random()));
    }
    this.#setAway(false);
    if (x.status === "gone") return;
    if (!x.turn) {
      const before = this.log.slice(0, this.log.indexOf(x)).findLast((it) => it.turn);
      x.place = (before?.turn || "") + ".";
    }
    this.#changed(x);
    this.#asked.delete(x.id);
    this.onanswer(x);
  }

  /** Returns how it ended; undefined when the connection broke. Throws {status, wait} for a refusal. */
  async #listen(x) {
    const abort = (this.#abort = new AbortController());
    let timer;
    const alive = () => {
      clearTimeout(timer);
      // Three of the server's signs of life.
      timer = setTimeout(() => abort.abort(), 45_000);
    };
    alive();
    try {
      const response = await this.#request(x, abort.signal);
      if (!response.ok) throw refusal(response);
      this.#setAway(false);
      x.turn = response.headers.get("Parley-Turn") || x.turn;
      const attempt = response.headers.get("Parley-Attempt");
      // Asked for afresh, by another tab perhaps, it is another text, and comes from its beginning.
      if (attempt && x.attempt !== attempt) x.answer = "";
      x.attempt = attempt;
      x.status = "streaming";
      x.sources = [];
      this.log = this.log.filter((it) => it === x || !x.turn || it.turn !== x.turn);
      this.#sort();
      this.#changed(x);
      if (x.stopping) this.#sendStop(x);
      for await (const event of events(response.body, alive)) {
        if (event.data === "[DONE]") return x.stopping ? "stopped" : "complete";
        if (event.event === "error") return "failed";
        const { content = "", source } = JSON.parse(event.data);
        if (source) x.sources.push(source);
        // The id is the answer's length with this piece: so nothing is doubled, and a gap is seen.
        const from = event.id - content.length;
        if (from > x.answer.length || x.attempt !== attempt) return;
        x.answer = x.answer.slice(0, from) + content;
        this.#grown(x);
      }
    } finally {
      clearTimeout(timer);
      // When all is said, the server ends the response, and the connection serves again.
      setTimeout(() => abort.abort(), 1000);
    }
  }

  async #request(x, signal) {
    const Accept = "text/event-stream";
    if (x.status === "streaming" && x.turn) {
      return this.#fetch(this.#path(x, ""), {
        signal,
        cache: "no-store",
        headers: {
          Accept,
          "Parley-Anonymous-Id": this.#me.visitor,
          "Parley-Attempt": x.attempt || 0,
          "Last-Event-ID": x.attempt ? x.answer.length : 0,
        },
      });
    }
    const user = this.#user;
    // Plain text, the secret in the body: so the browser asks no permission first.
    const response = await this.#fetch("/api/bot/stream", {
      signal,
      method: "POST",
      headers: { Accept },
      body: JSON.stringify({
        domainId: this.#domain,
        anonymousId: this.#me.visitor,
        messageId: x.id,
        message: x.text,
        ...user,
      }),
    });
    if (response.ok && user !== this.#held) {
      this.#held = user;
      // From now on he may read his other devices' messages.
      this.history();
    }
    return response;
  }

  #fetch(path, request) {
    return fetch(this.#server + path, { ...request, credentials: "omit" });
  }

  /** Names the domain, or a page of another site could not read a refusal. */
  #path(x, what) {
    return `/api/bot/stream/${x.turn}${what}?domainId=${this.#domain}`;
  }

  #sendStop(x) {
    return this.#call(this.#path(x, "/stop"), "");
  }

  /** The response; undefined for a refusal, and when there is none. */
  async #call(path, body, visitor = this.#me.visitor, token) {
    try {
      const response = await this.#fetch(path, {
        method: body == null ? "GET" : "POST",
        headers: { ...(visitor && { "Parley-Anonymous-Id": visitor }), ...(token && { Authorization: "Bearer " + token }) },
        body,
        // Also when the page goes.
        keepalive: true,
      });
      if (response.ok) return response;
    } catch {
      // none came
    }
  }

  /** As long as the server asked for, and some time more, which may be cut short. */
  #pause(asked = 0, more) {
    const until = Date.now() + asked;
    return new Promise((wake) => {
      this.#wake = wake;
      this.#hurry = () => setTimeout(wake, until - Date.now());
      setTimeout(wake, asked + (navigator.onLine ? more : LONGEST_WAIT));
    });
  }

  #setAway(isAway) {
    this.isAway = isAway;
    this.onchange();
  }

  /** A word more: shown at once, told to the other tabs a few times a second; the server keeps it. */
  #grown(x) {
    this.onchange();
    this.#told ||= setTimeout(() => {
      this.#told = 0;
      this.#share(x);
    }, 150);
  }

  #changed(x, user) {
    this.save();
    this.#share(x, user);
    this.onchange();
  }

  #share(x, user) {
    if (!x || this.log.includes(x)) this.#channel?.postMessage({ put: x, user, ...this.#me });
  }

  /** The newest visitor is everybody's; of two that are as new, the one whose id is greater. An older widget tells none. */
  #hear({ put, user, forget, visitor = forget, age = this.#me.age + 1, email }) {
    const me = this.#me;
    if (visitor !== me.visitor) {
      if (age < me.age || (age === me.age && visitor < me.visitor)) return;
      this.#me = { ...me, visitor, age };
      if (forget || (me.age && age > me.age)) this.#forget();
    }
    this.#me.email ||= email;
    if (!put) return;
    if (JSON.stringify(user) !== JSON.stringify(this.#held)) this.#user ||= user;
    const mine = this.log.find((it) => it.id === put.id || (put.turn && it.turn === put.turn));
    // Who stops it may have heard less.
    if (mine && put.stopping && !isOver(put) && (isOver(mine) || mine.answer > put.answer)) mine.stopping = true;
    else if (mine) Object.assign(mine, put);
    else {
      this.log.push(put);
      this.#hurry();
    }
    this.#sort();
    this.onchange();
    if (isOver(put) && this.#asked.delete(put.id)) this.onanswer(put);
    if (navigator.locks) this.#pump();
  }

  #forget() {
    this.#drop();
    this.draft = this.#me.email = "";
    this.#user = this.#held = undefined;
    this.#changed();
  }

  /** What is under way ends. */
  #drop() {
    for (const x of this.log) x.status = "gone";
    this.#abort.abort();
    this.#wake();
    this.log = [];
    this.earlier = null;
  }

  /** All but whether it is open, where a page shows that already. */
  #load(shows) {
    try {
      const { visitor = this.#me.visitor, age = 1, email, draft = "", isOpen = false, log } = JSON.parse(localStorage.getItem(this.#name));
      this.#drop();
      if (visitor !== this.#me.visitor) this.#user = undefined;
      this.#me = { visitor, age, email };
      this.draft = draft;
      this.isOpen = shows ?? isOpen;
      // What a page's own toJSON made of it is none. What was refused on a former page waits for the visitor.
      this.log = log.map(({ code, ...x }) => x);
    } catch {
      // nothing kept yet; or storage that is switched off, or not ours: the conversation lives as long as the page
    }
  }

  /** What its site has thrown away meanwhile is not written again at a page's end. All that is said or drafted was written at once. */
  save(isEnd) {
    const { draft, isOpen, log } = this;
    // The newest exchanges, as many as there is room for.
    for (let most = 1000; most > 1; most /= 4) {
      try {
        if (this.gone.signal.aborted || (isEnd && !localStorage[this.#name])) return;
        const kept = { ...this.#me, draft, isOpen, log: log.slice(-most) };
        return localStorage.setItem(this.#name, JSON.stringify(kept));
      } catch {
        // less, then
      }
    }
  }
}

/** Whose a token is, as it says itself. Whether that is true, the server knows. */
function emailIn(token) {
  try {
    return JSON.parse(atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/"))).email;
  } catch {
    // none, or none that holds
  }
}

/** A refusal may be over soon: then it says when to come again. */
function refusal({ status, headers }) {
  const wait = /408|429|5../.test(status) ? headers.get("Retry-After") * 1000 || 0 : undefined;
  return { status, wait };
}

/** Server-sent events over fetch (WHATWG HTML, section 9.2) as {id, event, data}, each of one line; `alive` hears of comments, too. */
async function* events(body, alive) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  let event = {};
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    alive();
    const lines = (rest + decoder.decode(value, { stream: true })).split(/\r?\n/);
    rest = lines.pop();
    for (const line of lines) {
      if (!line) {
        if (event.data) yield event;
        event = {};
      } else {
        const [, name, text] = /^([^:]*):? ?(.*)$/s.exec(line);
        event[name] = text;
      }
    }
  }
}
