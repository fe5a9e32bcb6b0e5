import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { asked, bot, domain, newId, url } from './page.mjs';

beforeEach(() => bot.reset());

// As the former system's widget reads: what each read gives is split at line ends, and what does not parse is dropped.
async function widget(response) {
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let answer = '';
  let done = false;
  for (;;) {
    const { value, done: over } = await reader.read();
    if (over) return { answer, done };
    for (const line of decoder.decode(value).split('\n')) {
      if (!line.startsWith('data: ')) continue;
      if (line === 'data: [DONE]') done = true;
      try {
        answer += JSON.parse(line.slice(6)).content ?? '';
      } catch {
        // dropped
      }
    }
  }
}

const post = (visitor, messageId) =>
  fetch(`${url}/api/bot/stream`, {
    method: 'POST',
    body: JSON.stringify({ domainId: domain, message: 'Hi', anonymousId: visitor, messageId }),
  });

// The longest answer, in letters that take the most bytes.
const long = '😀"é\\\n'.repeat(40).repeat(137).slice(0, 32768);

test('the former widget loses nothing of the longest answer, live, replayed and resumed', async () => {
  const visitor = newId();
  const live = post(visitor, 'm1').then(widget);
  await asked(1);
  await bot.say(long);
  await bot.end();
  assert.deepEqual(await live, { answer: long, done: true });
  for (let i = 0; i < 5; i++) {
    const replayed = await post(visitor, 'm1');
    assert.equal(replayed.headers.get('parley-replayed'), 'true');
    assert.deepEqual(await widget(replayed), { answer: long, done: true });

    const resumed = await fetch(`${url}/api/bot/stream/${replayed.headers.get('parley-turn')}`, {
      headers: { 'Parley-Anonymous-Id': visitor, 'Last-Event-ID': '6' },
    });
    assert.deepEqual(await widget(resumed), { answer: long.slice(6), done: true });
  }
});
