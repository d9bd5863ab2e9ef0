// Papers of decisions: their grounds, their numbers, the register, and whether one is true.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { answersFor } from './answers.mjs';
import { eventually, openCounter } from './counter.mjs';
import { Officer } from './office.mjs';
import { Resident } from './resident.mjs';

let counter;
before(async () => { counter = await openCounter(); });
after(() => counter?.close());

test('a refusal has its grounds, a number and a page that knows it, and is told anew', async () => {
  const { data } = await answersFor('jido-teate-nintei');
  const resident = await Resident.arrive(counter);
  await resident.beginAt('jido-teate-nintei');
  await resident.fillAll(data);
  await resident.send();
  await eventually('the receipt', () => /\/receipts\//.test(resident.page.url()));
  const { number } = await resident.numbers();
  const clerk = await Officer.signIn(counter, 'clerk');
  await clerk.openCase(number);
  await clerk.claim();
  const facts = '支給の対象となるお子さんがいない。';
  await clerk.propose('refuse', { facts });
  assert.match(await clerk.text(), /「当てはめ」を書いてください/, 'every part of the grounds is needed');
  const form = await clerk.form('propose');
  assert.equal(await form.locator('[name="facts"]').inputValue(), facts, 'what was typed stays');
  assert.match(await form.locator('[name="basis"]').inputValue(), /児童手当法/, 'the rule that the procedure names stands there');
  await clerk.propose('refuse', { application: '支給の要件を満たさない。' });
  assert.match(await clerk.text(), /【認めた事実】/);

  const approver = await Officer.signIn(counter, 'approver');
  await approver.openCase(number);
  await approver.conclude('refuse');
  const first = await approver.page.locator('.papers .num').innerText();
  assert.match(first, /^.+第\d+号$/);

  const lead = await Officer.signIn(counter, 'lead');
  await lead.openCase(number);
  await lead.command('void_notice', async (form) => {
    await form.locator('[name="notice"]').first().check();
    await form.locator('[name="reason"][value="misprint"]').check();
    await form.locator('[name="again"][value="yes"]').check();
    await form.locator('[name="sure"]').check();
  });
  assert.match(await lead.text(), /文書番号を欠番にしました/);
  const numbers = await lead.page.locator('.papers .num').allInnerTexts();
  assert.equal(numbers.length, 2);
  assert.equal(numbers[0], first);
  await lead.open('/office/registers');
  assert.match(await lead.text(), /文書番号簿/);
  await lead.open('/office/instructions');
  assert.match(await lead.text(), /見本（未確認）/);

  await resident.until('不承認', number);
  const page = await resident.page.locator('main').innerText();
  assert.ok(page.includes(numbers[1]) && !page.includes(first), 'the resident is given what counts');
  await resident.page.goto(new URL(`/verify?number=${encodeURIComponent(numbers[1])}`, counter.address).href);
  assert.equal(await resident.page.locator('#number').inputValue(), numbers[1]);
  await resident.page.locator('#code').fill('QW8F-3RTN-K2MD');
  await Promise.all([resident.page.waitForEvent('load'), resident.page.getByRole('button', { name: '確かめる' }).click()]);
  assert.match(await resident.page.locator('main').innerText(), /見つかりませんでした/);
  await Promise.all([resident.leave(), clerk.leave(), approver.leave(), lead.leave()]);
});
