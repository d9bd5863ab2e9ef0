// A clerk's ways through ten kinds of case: how often something is pressed, what is typed, and how long the pages take.
// `node --test tests/load/paths.mjs` prints the table, and fails where a way has grown longer. What is filed, `seed` chooses by
// the day: measured by hand, like everything here.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openCounter } from '../e2e/counter.mjs';
import { Officer } from '../e2e/office.mjs';

/** Filed by `seed` often enough for each way. */
const CASES = 1200;

let counter;
before(async () => {
  counter = await openCounter();
  await counter.run('seed', '--submissions', String(CASES));
});
after(() => counter?.close());

/** Hands that count: each press of a button, link, tick or fold, and each letter typed. */
class Hands {
  presses = 0;
  typed = 0;
  began = performance.now();

  constructor({ page }) {
    this.page = page;
  }

  /** Presses what stays on the page. */
  async press(what) {
    this.presses += 1;
    await what.first().click();
  }

  /** Presses what brings another page. */
  async go(what) {
    this.presses += 1;
    await Promise.all([this.page.waitForEvent('load'), what.first().click()]);
  }

  async type(what, words) {
    this.typed += words.length;
    await what.first().fill(words);
  }

  /** A choice of a list takes two presses: open, choose. */
  async choose(what, option) {
    this.presses += 2;
    await what.first().selectOption(option);
  }

  button(words) { return this.page.getByRole('button', { name: words }); }
  form(type) { return this.page.locator(`form:has(input[name="type"][value="${type}"])`); }
  fold(type) { return this.page.locator(`details:has(input[name="type"][value="${type}"]) > summary`); }
  said() { return this.page.locator('main').innerText(); }

  get seconds() { return (performance.now() - this.began) / 1000; }
}

/** The list of a procedure's cases that nobody has. */
const waiting = (procedure) => `/office/?view=unclaimed&procedure=${procedure}`;

/** Goes the way, from the list on, and tells how long it was; gives what `go` gives. */
async function way(t, person, from, most, go) {
  const officer = await Officer.signIn(counter, person);
  await officer.page.goto(new URL(from, counter.address).href);
  const hands = new Hands(officer);
  const found = await go(hands);
  const { presses, typed, seconds } = hands;
  t.diagnostic(`${t.name} | ${presses} presses | ${typed} letters | ${seconds.toFixed(1)} s`);
  assert.ok(presses <= most, `${presses} presses, at most ${most}`);
  await officer.leave();
  return found;
}

const next = (hands) => hands.go(hands.button('次の1件'));
const sure = (form) => form.locator('[name="sure"]');
const send = (form) => form.locator('button[type="submit"]').first();

test('a routine certificate is issued', (t) => way(t, 'clerk', waiting('risai-shomei'), 2, async (hands) => {
  await next(hands);
  await hands.go(hands.page.locator('#settle button'));
  assert.match(await hands.said(), /確認して完了しました/);
}));

test('five routine cases are done one after the other', (t) => way(t, 'clerk', waiting('suido-meigi-koza'), 6, async (hands) => {
  await next(hands);
  for (let issued = 0; issued < 5; issued += 1) await hands.go(hands.page.locator('#settle-next'));
}));

test('ten routine cases are done at once', (t) => way(t, 'clerk', waiting('kokuho-shikaku-kakunin'), 12, async (hands) => {
  for (let row = 0; row < 10; row += 1) await hands.press(hands.page.locator('input[name="case"]').nth(row));
  await hands.go(hands.button('選んだ案件をまとめて交付'));
  await hands.go(hands.button(/件を/));
  assert.match(await hands.said(), /交付しました|処理を続けています/);
}));

test('a notice is recorded', (t) => way(t, 'clerk', waiting('suido-chushi'), 2, async (hands) => {
  await next(hands);
  await hands.go(hands.page.locator('#settle button'));
}));

test('a correction is asked for, with a sentence that is ready', (t) => way(t, 'clerk', waiting('jido-teate-nintei'), 8, async (hands) => {
  await next(hands);
  await hands.press(hands.page.locator('.remark summary'));
  await hands.choose(hands.page.locator('.remark select'), 'unclear');
  await hands.press(hands.fold('request_correction'));
  await hands.go(hands.button('選んだ理由の文を入れる'));
  await hands.go(hands.button('送る前に確かめる'));
  await hands.go(hands.button('この内容で送る'));
  assert.match(await hands.said(), /補正/);
}));

test('a fee is told as the form has reckoned it', (t) => way(t, 'clerk', waiting('joseki-kaisei'), 4, async (hands) => {
  await next(hands);
  await hands.press(hands.fold('ask_fee'));
  await hands.press(sure(hands.form('ask_fee')));
  await hands.go(send(hands.form('ask_fee')));
  assert.match(await hands.said(), /支払い待ち/);
}));

test('an approval is proposed, and decided by who approves', async (t) => {
  const proposed = await way(t, 'clerk', waiting('jido-teate-nintei'), 4, async (hands) => {
    await next(hands);
    await hands.press(hands.fold('propose'));
    await hands.press(hands.form('propose').locator('[value="approve"]'));
    await hands.go(send(hands.form('propose')));
    return hands.page.url();
  });
  await way(t, 'approver', '/office/approvals', 4, async (hands) => {
    await hands.go(hands.page.getByRole('link', { name: '決裁待ちの起案' }));
    const path = new URL(proposed).pathname.split('/').at(-1);
    await hands.go(hands.page.locator(`a[href*="${path}"]`));
    await hands.press(sure(hands.form('approve')));
    await hands.go(send(hands.form('approve')));
  });
});

test('a refusal is proposed with its grounds', (t) => way(t, 'clerk', waiting('jido-teate-nintei'), 4, async (hands) => {
  await next(hands);
  await hands.press(hands.fold('propose'));
  await hands.press(hands.form('propose').locator('[value="refuse"]'));
  await hands.type(hands.form('propose').locator('[name="facts"]'), '支給の対象となるお子さんがいない。');
  await hands.type(hands.form('propose').locator('[name="application"]'), '支給の要件を満たさない。');
  await hands.go(send(hands.form('propose')));
}));

test('a case is handed over to another department', (t) => way(t, 'clerk', waiting('jido-teate-nintei'), 5, async (hands) => {
  await next(hands);
  await hands.press(hands.fold('hand_over'));
  await hands.choose(hands.form('hand_over').locator('select'), { index: 1 });
  await hands.go(send(hands.form('hand_over')));
}));

test('a message is written, seen and sent', (t) => way(t, 'clerk', waiting('jido-teate-nintei'), 3, async (hands) => {
  await next(hands);
  await hands.type(hands.page.locator('#message-text'), '来週までに書類をお送りください。');
  await hands.go(hands.button('送る前に確かめる').last());
  await hands.go(hands.button('この内容で送る'));
  assert.match(await hands.said(), /メッセージを送りました/);
}));

test('a call is written down', (t) => way(t, 'clerk', waiting('jido-teate-nintei'), 4, async (hands) => {
  await next(hands);
  await hands.press(hands.fold('log_call'));
  await hands.press(hands.form('log_call').locator('[name="topic"]'));
  await hands.type(hands.form('log_call').locator('[name="with"]'), '本人');
  await hands.type(hands.form('log_call').locator('[name="text"]'), 'いつ決まるかを聞かれた。');
  await hands.go(send(hands.form('log_call')));
}));
