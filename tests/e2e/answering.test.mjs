// What a resident says by telephone is written down by the office, and marked in its lists.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { answersFor } from './answers.mjs';
import { eventually, openCounter } from './counter.mjs';
import { Officer } from './office.mjs';
import { Resident } from './resident.mjs';

let counter;
before(async () => { counter = await openCounter(); });
after(() => counter?.close());

test('a clerk writes down what a resident says by telephone, and finds the case among those answered', async () => {
  const { data } = await answersFor('jido-teate-nintei');
  const resident = await Resident.arrive(counter);
  await resident.beginAt('jido-teate-nintei');
  await resident.fillAll(data);
  await resident.send('hanako@example.jp');
  await eventually('the receipt', () => /\/receipts\//.test(resident.page.url()));
  const { number } = await resident.numbers();

  const clerk = await Officer.signIn(counter, 'clerk');
  await clerk.openCase(number);
  await clerk.claim();
  await clerk.askToCorrect({ '/employer': '勤め先の正しい名前を教えてください。' });

  await clerk.follow('電話や窓口での返事を入力する');
  const asked = await clerk.text();
  assert.match(asked, /勤め先の正しい名前を教えてください。/, 'what was asked stands beside the question');
  assert.equal(await clerk.page.locator('#answers [name="name"]').count(), 0, 'nothing else is open');
  await clerk.page.locator('#answers [name="employer"]').fill('株式会社いずみ');
  await clerk.page.getByLabel('電話').check();
  await clerk.page.locator('#identity').fill('生年月日と電話番号');
  await clerk.press('入力する前に確かめる');
  assert.match(await clerk.page.locator('table.compare').filter({ hasText: /補正前|直す前/ }).innerText(), /株式会社いずみ/);
  assert.match(await clerk.text(), /まだ直していません/);
  await clerk.press('この内容で入力する');
  assert.match(await clerk.text(), /補正の返事を入力しました/);
  assert.match(await clerk.page.locator('h1').innerText(), /補正の返事/, 'the case says so in its heading');

  await clerk.open('/office/?view=mine');
  await Promise.all([clerk.page.waitForEvent('load'), clerk.page.locator('nav.quick a', { hasText: '補正の返事' }).click()]);
  assert.deepEqual(await clerk.page.locator('table.cases a.num').allInnerTexts(), [number]);
  assert.match(await clerk.page.locator('table.cases tbody').innerText(), /補正の返事/);
  await resident.until('うかがったとおりに', number);
  await Promise.all([resident.leave(), clerk.leave()]);
});

test('a clerk chooses how often the counts of a morning come', async () => {
  const clerk = await Officer.signIn(counter, 'clerk2');
  await clerk.open('/office/me');
  assert.ok(await clerk.page.getByLabel('開庁日の朝ごと').isChecked(), 'daily at first');
  await clerk.page.getByLabel('週のはじめの開庁日だけ').check();
  await clerk.press('この回数にする');
  assert.ok(await clerk.page.getByLabel('週のはじめの開庁日だけ').isChecked());
  assert.match(await clerk.text(), /変えました/);
  await clerk.page.getByLabel('開庁日の朝ごと').check();
  await clerk.press('この回数にする');
  await clerk.leave();
});
