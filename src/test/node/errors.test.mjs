import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { asked, bot, open, recording, texts, until, url } from './page.mjs';

beforeEach(() => bot.reset());

test('what is refused before the stream is an error with the problem as its text', async () => {
  const { chat } = open();
  await chat.sendMessage({ text: 'x'.repeat(4001) });
  assert.equal(chat.status, 'error');
  const problem = JSON.parse(chat.error.message);
  assert.equal(problem.status, 400);
  assert.equal(problem.field, 'messages');

  const { chat: elsewhere } = open({ api: `${url}/api/ai-sdk/none` });
  await elsewhere.sendMessage({ text: 'Hi' });
  assert.equal(JSON.parse(elsewhere.error.message).status, 404);
});

test('an answer that breaks off is an error, and what was said of it stays', async () => {
  const { chat, finished } = open();
  const sent = chat.sendMessage({ text: 'Hi' });
  await asked(1);
  await bot.say('Hel');
  await until(() => texts(chat).length === 2);
  await bot.end('FAILED');
  await sent;
  assert.equal(chat.status, 'error');
  assert.equal(chat.error.message, 'The answer broke off. Try again.');
  assert.deepEqual(texts(chat), ['user: Hi', 'assistant: Hel']);
  assert.equal(finished[0].isError, true);
});

test('one that breaks off before its first word leaves no empty message', async () => {
  const { chat } = open();
  const sent = chat.sendMessage({ text: 'Hi' });
  await asked(1);
  await bot.end('INTERRUPTED');
  await sent;
  assert.equal(chat.status, 'error');
  assert.deepEqual(texts(chat), ['user: Hi']);
});

test('a stop, by the turn that the response names, ends the answer well', async () => {
  const { fetch, responses } = recording();
  const { chat } = open({ fetch });
  const sent = chat.sendMessage({ text: 'Hi' });
  await asked(1);
  await bot.say('Hel');
  await until(() => texts(chat)[1] === 'assistant: Hel');

  const turn = responses[0].headers.get('parley-turn');
  const stopped = await globalThis.fetch(`${url}/api/bot/stream/${turn}/stop`, {
    method: 'POST',
    headers: { 'Parley-Anonymous-Id': chat.id },
  });
  assert.equal(stopped.status, 204);
  await sent;
  assert.equal(chat.status, 'ready');
  assert.equal(chat.error, undefined);
  assert.deepEqual(texts(chat), ['user: Hi', 'assistant: Hel']);
  assert.equal(chat.messages[1].parts.at(-1).state, 'done');
  assert.match(responses[0].read, /"type":"abort"/);
});
