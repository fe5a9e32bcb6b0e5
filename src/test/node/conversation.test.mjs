import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { DefaultChatTransport, readUIMessageStream } from 'ai';
import { api, asked, bot, newId, open, recording, text, texts, until } from './page.mjs';

beforeEach(() => bot.reset());

test('a message is sent, and its answer streams in, word by word', async () => {
  const { fetch, responses } = recording();
  const { chat, finished } = open({ fetch });
  const sent = chat.sendMessage({ text: 'Hi' });
  await asked(1);
  assert.equal(chat.status, 'submitted');
  await bot.say('Hello');
  await until(() => chat.status === 'streaming' && texts(chat)[1] === 'assistant: Hello');
  await bot.say(' "there"\n😀');
  await bot.end();
  await sent;

  assert.deepEqual(texts(chat), ['user: Hi', 'assistant: Hello "there"\n😀']);
  assert.equal(chat.status, 'ready');
  assert.equal(chat.error, undefined);
  assert.equal(chat.messages[1].id, responses[0].headers.get('parley-turn'));
  assert.equal(chat.messages[1].parts.at(-1).state, 'done');
  const { turns } = await bot.seen();
  assert.deepEqual(turns, [{ message: 'Hi', visitor: chat.id }]);
});

test('a conversation goes on, though the page sends all of it each time', async () => {
  const { chat } = open({ headers: { 'Parley-Anonymous-Id': 'visitor-1' } });
  for (const question of ['One', 'Two', 'Three']) {
    const sent = chat.sendMessage({ text: question });
    await until(async () => (await bot.seen()).turns.at(-1)?.message === question);
    await asked(chat.messages.filter((it) => it.role === 'user').length);
    await bot.say(`${question}!`);
    await bot.end();
    await sent;
  }
  assert.deepEqual(texts(chat).slice(-2), ['user: Three', 'assistant: Three!']);
  assert.equal(chat.messages.length, 6);
  assert.equal(new Set(chat.messages.map((it) => it.id)).size, 6);
  const { turns } = await bot.seen();
  assert.deepEqual(turns.at(-1), { message: 'Three', visitor: 'visitor-1' });
});

test('readUIMessageStream reads what the transport brings', async () => {
  const transport = new DefaultChatTransport({ api });
  const messages = [{ id: 'm1', role: 'user', parts: [{ type: 'text', text: 'Hi' }] }];
  const stream = await Promise.all([
    transport.sendMessages({ chatId: newId(), messages, trigger: 'submit-message' }),
    asked(1).then(async () => {
      await bot.say('Hello');
      await bot.end();
    }),
  ]).then(([it]) => it);
  let last;
  for await (const message of readUIMessageStream({ stream, terminateOnError: true })) last = message;
  assert.equal(text(last), 'Hello');
});

test('a long answer that comes at once arrives whole', async () => {
  const { chat } = open();
  const long = '😀 "quoted" \\ é\n'.repeat(2500);
  const sent = chat.sendMessage({ text: 'Hi' });
  await asked(1);
  await bot.say(long);
  await bot.end();
  await sent;
  assert.equal(text(chat.messages[1]), long);
});

test('an answer without a word is an answer', async () => {
  const { chat } = open();
  const sent = chat.sendMessage({ text: 'Hi' });
  await asked(1);
  await bot.end();
  await sent;
  assert.equal(chat.status, 'ready');
  assert.equal(text(chat.messages[1]), '');
});

test('signs of life in a silence are no part of the answer', async () => {
  const { fetch, responses } = recording();
  const { chat } = open({ fetch });
  const sent = chat.sendMessage({ text: 'Hi' });
  await asked(1);
  await until(() => responses[0]?.read.includes(': keep-alive'));
  await bot.say('Hello');
  await until(() => /Hello[^]*: keep-alive/.test(responses[0].read));
  await bot.end();
  await sent;
  assert.deepEqual(texts(chat), ['user: Hi', 'assistant: Hello']);
});
