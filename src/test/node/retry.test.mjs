import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { asked, bot, open, recording, texts, until } from './page.mjs';

beforeEach(() => bot.reset());

async function answered(sent, times, words, status) {
  await asked(times);
  await bot.say(words);
  await bot.end(status);
  await sent;
}

test('a message that is sent again is the same turn, and the bot is not asked again', async () => {
  const { fetch, responses } = recording();
  const { chat } = open({ fetch });
  await answered(chat.sendMessage({ text: 'Hi' }), 1, 'Hello');
  const [question, answer] = structuredClone(chat.messages);

  await chat.sendMessage({ text: 'Hi', messageId: question.id });
  assert.deepEqual(texts(chat), ['user: Hi', 'assistant: Hello']);
  assert.equal(chat.messages[1].id, answer.id);
  assert.equal(responses[1].headers.get('parley-replayed'), 'true');
  const { turns, asked: times } = await bot.seen();
  assert.equal(times, 1);
  assert.equal(turns.length, 1);
});

test('an answer that broke off is regenerated as the same turn', async () => {
  const { chat } = open();
  await answered(chat.sendMessage({ text: 'Hi' }), 1, 'Hel', 'FAILED');
  assert.equal(chat.status, 'error');

  await answered(chat.regenerate(), 2, 'Hello');
  assert.equal(chat.status, 'ready');
  assert.deepEqual(texts(chat), ['user: Hi', 'assistant: Hello']);
  assert.equal((await bot.seen()).turns.length, 1);
});

test('an answer that is whole is regenerated as another one, which can be resumed', async () => {
  const { chat } = open();
  await answered(chat.sendMessage({ text: 'Hi' }), 1, 'Hello');
  const before = chat.messages[1].id;

  const sent = chat.regenerate();
  await asked(2);
  await bot.say('Good day');
  const { chat: reopened } = open({ id: chat.id, messages: chat.messages.slice(0, 1) });
  const resumed = reopened.resumeStream();
  await until(() => texts(reopened)[1] === 'assistant: Good day');
  await bot.end();
  await Promise.all([sent, resumed]);
  assert.deepEqual(texts(chat), ['user: Hi', 'assistant: Good day']);
  assert.notEqual(chat.messages[1].id, before);
  assert.deepEqual(texts(reopened), texts(chat));
});

test('a message that is edited is answered anew', async () => {
  const { chat } = open();
  await answered(chat.sendMessage({ text: 'Hi' }), 1, 'Hello');
  const sent = chat.sendMessage({ text: 'Bye', messageId: chat.messages[0].id });
  await answered(sent, 2, 'See you');
  assert.equal(chat.status, 'ready');
  assert.deepEqual(texts(chat), ['user: Bye', 'assistant: See you']);
});

test('a message that was edited is regenerated as what it says now', async () => {
  const { chat } = open();
  await answered(chat.sendMessage({ text: 'Hi' }), 1, 'Hello');
  await answered(chat.sendMessage({ text: 'Bye', messageId: chat.messages[0].id }), 2, 'See you');
  const before = chat.messages[1].id;

  await answered(chat.regenerate(), 3, 'Farewell');
  assert.equal(chat.status, 'ready');
  assert.deepEqual(texts(chat), ['user: Bye', 'assistant: Farewell']);
  assert.notEqual(chat.messages[1].id, before);
  const { turns } = await bot.seen();
  assert.deepEqual(
    turns.map((turn) => turn.message),
    ['Hi', 'Bye', 'Bye'],
  );
});
