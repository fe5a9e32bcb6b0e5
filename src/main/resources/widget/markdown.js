// A small part of Markdown, as DOM nodes; never as HTML. A text that still grows is shown as what it is becoming.
const DEEPEST = 6;
// How far the other end of an emphasis is looked for.
const FAR = 2000;

const ESCAPE = /\\([!-/:-@[-`{-~])/y;
const CODE = /`+/y;
const LINK = /!?\[((?:[^[\]\\]|\\.){1,999})\]\(\s{0,9}<?([^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*)>?(?:\s{1,9}["'][^"']{0,200}["'])?\s{0,9}\)/y;
const LINK_BEGUN = /!?\[((?:[^[\]\\]|\\.){0,999})(?:\]?|\]\([^()\s]*(?:\([^()\s]*\)?)?)$/y;
const ADDRESS = /<((?:https?|mailto):[^\s<>]+)>|https?:\/\/[^\s<>"'`]+/iy;
const BREAK = /(?<! )(?: {2,}|\\)\n/y;

function make(parent, name) {
  return parent.appendChild(document.createElement(name));
}

/** Where it leads; nothing for what is not the web or mail. */
export function safe(address) {
  try {
    const url = new URL(address);
    return /^(https?|mailto):$/.test(url.protocol) && url.href;
  } catch {
    // no address at all
  }
}

export function link(parent, href) {
  const a = make(parent, "a");
  a.href = href;
  a.target = "_blank";
  a.rel = "noopener noreferrer nofollow ugc";
  return a;
}

function isWord(c) {
  return /[\p{L}\p{N}_]/u.test(c ?? "");
}

/** Where the emphasis ends that begins with that mark before `from`; -1 when it does not. */
function end(text, mark, from) {
  for (let i = from; (i = text.indexOf(mark, i)) >= 0 && i < from + FAR; i++) {
    const next = text[i + mark.length];
    const before = text[i - 1];
    if (!(i === from || /\s/.test(before) || next === mark[0] || before === mark || (mark[0] === "_" && isWord(next)))) return i;
  }
  return -1;
}

function inline(parent, text, grows, depth = 0, isLink = false) {
  let plain = "";
  let i = 0;
  let m;
  const at = (pattern) => {
    pattern.lastIndex = i;
    return (m = pattern.exec(text));
  };
  const flush = () => {
    if (plain) parent.append(plain);
    plain = "";
  };
  const into = (name) => (flush(), make(parent, name));
  while (i < text.length) {
    const c = text[i];
    if (c === "\\" && at(ESCAPE)) {
      plain += m[1];
      i += m[0].length;
    } else if ((c === " " || c === "\\") && at(BREAK)) {
      into("br");
      i += m[0].length;
    } else if (c === "`") {
      const [mark] = at(CODE);
      const from = i + mark.length;
      let to = text.indexOf(mark, from);
      if (to < 0 && grows) to = text.length;
      if (to < 0) plain += mark;
      else into("code").textContent = text.slice(from, to).replace(/^ (?=.*[^ ])(.*) $/s, "$1");
      i = to < 0 ? from : to + mark.length;
    } else if (!isLink && /[![]/.test(c) && at(LINK)) {
      const href = safe(m[2]);
      flush();
      if (href) inline(link(parent, href), m[1], false, depth + 1, true);
      else plain = m[0];
      i += m[0].length;
    } else if (grows && !isLink && c === "[" && at(LINK_BEGUN)) {
      flush();
      inline(parent, m[1], true, depth + 1, true);
      i = text.length;
    } else if (!isLink && /[<h]/i.test(c) && !isWord(text[i - 1]) && at(ADDRESS)) {
      // What ends a sentence is no part of it, but a pair of parentheses is.
      const address = m[1] || m[0].replace(/(\([^()]*\))?[.,:;!?*_~\])}]*$/, "$1");
      const href = safe(address);
      flush();
      if (href) link(parent, href).append(address);
      else plain = m[0];
      i += href && !m[1] ? address.length : m[0].length;
    } else if ((c === "*" || c === "_") && depth < DEEPEST && !(c === "_" && isWord(text[i - 1]))) {
      const mark = text[i + 1] === c ? c + c : c;
      const from = i + mark.length;
      let to = from < text.length && !/\s/.test(text[from]) ? end(text, mark, from) : -1;
      if (to < 0 && grows && from < text.length && /\S/.test(text[from]) && !isWord(text[i - 1])) to = text.length;
      if (to < 0) {
        while (text[i] === c) plain += text[i++];
      } else {
        inline(into(mark.length > 1 ? "strong" : "em"), text.slice(from, to), grows && to === text.length, depth + 1, isLink);
        i = to + mark.length;
      }
    } else {
      plain += c;
      i++;
    }
  }
  flush();
}

const FENCE = /^ {0,3}(```+(?!.*`)|~~~+)/;
const HEADING = /^ {0,3}#{1,6}\s(.*)/;
const ITEM = /^( {0,3})([-*+]|\d{1,9}[.)])(\s+|$)/;
const INDENT = /^(?: {4}|\t)/;
const BLANK = /^\s*$/;

/** The lines as blocks: {kind, lines}. */
function split(lines) {
  const blocks = [];
  for (let i = 0; i < lines.length; ) {
    const line = lines[i];
    const from = i++;
    const while_ = (holds) => {
      while (i < lines.length && holds(lines[i])) i++;
    };
    const block = (kind) => blocks.push({ kind, lines: lines.slice(from, i) });
    if (BLANK.test(line)) continue;
    const fence = FENCE.exec(line)?.[1];
    if (fence) {
      while_((it) => !it.trim().startsWith(fence) || it.trim().replaceAll(fence[0], ""));
      i = Math.min(i + 1, lines.length);
      block("fence");
    } else if (INDENT.test(line)) {
      while_((it) => INDENT.test(it) || BLANK.test(it));
      block("code");
    } else if (HEADING.test(line)) block("heading");
    else if (ITEM.test(line)) {
      const isOrdered = /\d/.test(ITEM.exec(line)[2]);
      while_((it) => {
        const item = ITEM.exec(it);
        if (item && item[1].length < 2) return /\d/.test(item[2]) === isOrdered;
        if (BLANK.test(it)) {
          const next = lines.slice(lines.indexOf(it, i)).find((later) => !BLANK.test(later)) ?? "";
          return ITEM.test(next) || /^\s{2,}/.test(next);
        }
        return /^\s{2,}/.test(it) || !(BLANK.test(lines[i - 1]) || FENCE.test(it) || HEADING.test(it));
      });
      block(isOrdered ? "ol" : "ul");
    } else {
      while_((it) => !(BLANK.test(it) || FENCE.test(it) || HEADING.test(it) || ITEM.test(it)));
      block("p");
    }
  }
  return blocks;
}

function items(lines) {
  const all = [];
  for (const line of lines) {
    const item = ITEM.exec(line);
    const last = all.at(-1);
    if (item && !(item[1].length >= last?.width)) {
      all.push({ width: item[0].length, lines: [line.slice(item[0].length)] });
    } else {
      last.lines.push(line.replace(new RegExp("^ {0," + last.width + "}"), ""));
    }
  }
  return all.map((it) => it.lines);
}

function block(parent, { kind, lines }, grows, depth) {
  const text = lines.join("\n");
  if (kind === "fence" || kind === "code") {
    const inner = kind === "code" ? lines.map((it) => it.replace(INDENT, "")) : lines.slice(1);
    if (kind === "fence" && /^\s*[`~]/.test(inner.at(-1))) inner.pop();
    const pre = make(parent, "pre");
    // It may be wide: the keyboard has to reach it.
    pre.tabIndex = 0;
    make(pre, "code").textContent = inner.join("\n").trimEnd();
  } else if (kind === "heading") inline(make(make(parent, "p"), "strong"), HEADING.exec(text)[1].trim().replace(/(?<=\s)#+$/, ""), grows);
  else if (depth >= DEEPEST || kind === "p") inline(make(parent, "p"), text.trim(), grows);
  else {
    const list = make(parent, kind);
    if (kind === "ol") list.start = parseInt(ITEM.exec(lines[0])[2], 10);
    const entries = items(lines);
    entries.forEach((inner, n) => {
      const li = make(list, "li");
      all(li, split(inner), grows && n === entries.length - 1, depth + 1);
      const first = li.firstChild;
      // Tight.
      if (first?.localName === "p") first.replaceWith(...first.childNodes);
    });
  }
}

function all(parent, blocks, grows, depth, from = 0) {
  for (let n = from; n < blocks.length; n++) block(parent, blocks[n], grows && n === blocks.length - 1, depth);
}

const shown = new WeakMap();

/** Shows a text in an element; of a text that has grown, only what is new is made. */
export function show(element, text, grows) {
  const before = shown.get(element) || [];
  const blocks = split(text.split(/\r\n?|\n/));
  const keys = blocks.map((it, n) => it.kind + (grows && n === blocks.length - 1) + it.lines.join("\n"));
  let same = 0;
  while (same < keys.length && keys[same] === before[same]) same++;
  while (element.childNodes.length > same) element.lastChild.remove();
  all(element, blocks, grows, 0, same);
  shown.set(element, keys);
}
