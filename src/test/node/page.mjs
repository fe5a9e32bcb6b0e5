// A page without React: useChat is a thin layer over AbstractChat, whose state is kept here as plain fields.
import { AbstractChat, DefaultChatTransport } from 'ai';

export const url = process.env.PARLEY_URL;
const control = process.env.PARLEY_CONTROL;
export const domain = '11111111-1111-4111-8111-111111111111';
export const api = `${url}/api/ai-sdk/${domain}`;

class PlainState {
  status = 'ready';
  error = undefined;
  messages;

  constructor(messages) {
    this.messages = messages;
  }
  pushMessage = (message) => {
    this.messages = [...this.messages, message];
  };
  popMessage = () => {
    this.messages = this.messages.slice(0, -1);
  };
  replaceMessage = (index, message) => {
    this.messages = this.messages.map((it, i) => (i === index ? structuredClone(message) : it));
  };
  snapshot = (thing) => structuredClone(thing);
}

export class Chat extends AbstractChat {
  constructor({ messages = [], ...init }) {
    super({ ...init, state: new PlainState(messages) });
  }
}

let chats = 0;
export const newId = () => `chat-${process.pid}-${++chats}`;

// A chat as the package's documentation has it, and what became of it.
export function open({ id = newId(), messages, ...transport } = {}) {
  const finished = [];
  const chat = new Chat({
    id,
    messages,
    transport: new DefaultChatTransport({ api, ...transport }),
    onFinish: (it) => finished.push(it),
  });
  return { chat, finished };
}

export const text = (message) =>
  message.parts
    .filter((part) => part.type === 'text')
    .map((part) => part.text)
    .join('|');

export const texts = (chat) => chat.messages.map((message) => `${message.role}: ${text(message)}`);

// What the scripted bot says and has heard: the other end is ScriptControl.java.
async function call(path, body = '') {
  const response = await fetch(control + path, { method: 'POST', body });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}
export const bot = {
  reset: () => call('/reset'),
  say: (words) => call('/say', words),
  end: (status = 'COMPLETE') => call(`/end/${status}`),
  seen: () => call('/seen'),
};

export async function until(condition) {
  const patience = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > patience) throw new Error(`not within 10 s: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
export const asked = (times) => until(async () => (await bot.seen()).asked === times);

// A fetch that remembers the responses, with all that was read of each.
export function recording() {
  const responses = [];
  const fetch = async (...request) => {
    const response = await globalThis.fetch(...request);
    const recorded = { status: response.status, headers: response.headers, read: '' };
    responses.push(recorded);
    if (response.body === null) return response;
    const decoder = new TextDecoder();
    const body = response.body.pipeThrough(
      new TransformStream({
        transform(bytes, controller) {
          recorded.read += decoder.decode(bytes, { stream: true });
          controller.enqueue(bytes);
        },
      }),
    );
    return new Response(body, response);
  };
  return { fetch, responses };
}

// A fetch whose first connection breaks as a browser's does, once it has read that text.
export function breaking(after) {
  let broken = false;
  return async (...request) => {
    const response = await globalThis.fetch(...request);
    if (broken || response.body === null) return response;
    broken = true;
    const decoder = new TextDecoder();
    let read = '';
    const body = response.body.pipeThrough(
      new TransformStream({
        transform(bytes, controller) {
          read += decoder.decode(bytes, { stream: true });
          controller.enqueue(bytes);
          // In its own turn, so that what came before is read.
          if (read.includes(after)) setTimeout(() => controller.error(new TypeError('network error')), 100);
        },
      }),
    );
    return new Response(body, response);
  };
}
