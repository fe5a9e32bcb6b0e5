import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { asked, bot, breaking, newId, open, recording, texts, until } from './page.mjs';

beforeEach(() => bot.reset());

test('where nothing runs there is nothing to resume', async () => {
  const { fetch, responses } = recording();
  const { chat } = open({ fetch });
  await chat.resumeStream();
  assert.equal(responses[0].status, 204);
  assert.equal(chat.status, 'ready');
  assert.deepEqual(chat.messages, []);
});

test('a page that is opened again gets the answer that runs, from its beginning', async () => {
  const id = newId();
  const { chat: before } = open({ id });
  const sent = before.sendMessage({ text: 'Hi' });
  await asked(1);
  await bot.say('Hello');
  await until(() => texts(before)[1] === 'assistant: Hello');

  const { chat } = open({ id, messages: [structuredClone(before.messages[0])] });
  const resumed = chat.resumeStream();
  await until(() => texts(chat)[1] === 'assistant: Hello');
  await bot.say(' there');
  await bot.end();
  await Promise.all([sent, resumed]);
  assert.deepEqual(texts(chat), ['user: Hi', 'assistant: Hello there']);
  assert.deepEqual(texts(before), texts(chat));
  assert.equal(chat.messages[1].id, before.messages[1].id);
  assert.equal((await bot.seen()).asked, 1);

  const { fetch, responses } = recording();
  const { chat: later } = open({ id, fetch, messages: chat.messages });
  await later.resumeStream();
  assert.equal(responses[0].status, 204);
  assert.deepEqual(texts(later), texts(chat));
});

test('a connection that broke is resumed without doubled text', async () => {
  const { chat, finished } = open({ fetch: breaking('Hello') });
  const sent = chat.sendMessage({ text: 'Hi' });
  await asked(1);
  await bot.say('Hello');
  await sent;
  assert.equal(chat.status, 'error');
  assert.equal(finished[0].isDisconnect, true);
  assert.deepEqual(texts(chat), ['user: Hi', 'assistant: Hello']);

  await bot.say(' there');
  const resumed = chat.resumeStream();
  await until(() => texts(chat)[1] === 'assistant: Hello there');
  await bot.say(', you');
  await bot.end();
  await resumed;
  assert.equal(chat.status, 'ready');
  assert.deepEqual(texts(chat), ['user: Hi', 'assistant: Hello there, you']);
  assert.equal((await bot.seen()).asked, 1);
});

test('a page that stops listening does not stop the answer, and can listen again', async () => {
  const { chat } = open();
  const sent = chat.sendMessage({ text: 'Hi' });
  await asked(1);
  await bot.say('Hello');
  await until(() => texts(chat)[1] === 'assistant: Hello');
  await chat.stop();
  await sent;
  await until(async () => (await bot.seen()).left >= 1);

  const resumed = chat.resumeStream();
  await bot.say(' there');
  await until(() => texts(chat)[1] === 'assistant: Hello there');
  await bot.end();
  await resumed;
  assert.equal(chat.status, 'ready');
  assert.deepEqual(texts(chat), ['user: Hi', 'assistant: Hello there']);
});

test('an answer that ended while the page was away is had by sending the same message again', async () => {
  const { fetch, responses } = recording();
  const { chat } = open({ fetch });
  const sent = chat.sendMessage({ text: 'Hi' });
  await asked(1);
  await bot.say('Hello');
  await until(() => texts(chat)[1] === 'assistant: Hello');
  await chat.stop();
  await sent;
  await bot.say(' there');
  await bot.end();

  await chat.resumeStream();
  assert.equal(responses[1].status, 204);
  await chat.sendMessage({ text: 'Hi', messageId: chat.messages[0].id });
  assert.deepEqual(texts(chat), ['user: Hi', 'assistant: Hello there']);
  assert.equal((await bot.seen()).asked, 1);
});

test('a chat may have any id', async () => {
  const id = `a/b c?d=é#${newId()}`;
  const { chat: before } = open({ id });
  const sent = before.sendMessage({ text: 'Hi' });
  await asked(1);
  const { chat } = open({ id, messages: before.messages.slice(0, 1) });
  const resumed = chat.resumeStream();
  await bot.say('Hello');
  await until(() => texts(chat)[1] === 'assistant: Hello');
  await bot.end();
  await Promise.all([sent, resumed]);
});
