// What was decided is decided anew by two people, and somebody decides in the place of who is away.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { answersFor } from './answers.mjs';
import { eventually, openCounter } from './counter.mjs';
import { Officer } from './office.mjs';
import { Resident } from './resident.mjs';

let counter;
before(async () => { counter = await openCounter(); });
after(() => counter?.close());

/** A resident who has filed for the allowance, and a clerk who proposes to refuse it. */
async function proposed() {
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
  await clerk.propose('refuse', { facts: '支給の対象となるお子さんではない。', application: '支給の要件を満たさない。' });
  return { resident, number, clerk };
}

test('a refusal is taken up again by two people, and the new notice takes the place of the old one', async () => {
  const { resident, number, clerk } = await proposed();
  const approver = await Officer.signIn(counter, 'approver');
  await approver.openCase(number);
  await approver.conclude('refuse');
  await resident.until('不承認', number);

  await clerk.openCase(number);
  await clerk.command('propose_reopening', async (form) => {
    await form.locator('[value="change"]').check();
    await form.locator('[name="reason"]').fill('別居しているお子さんを見落としていたため');
    await form.locator('[name="sure"]').check();
  });
  assert.match(await clerk.text(), /別の決裁者の確認を待ちます/);
  assert.equal(await clerk.offers('reopen'), false, 'nobody agrees with themselves');

  await approver.open('/office/approvals');
  await approver.follow(number);
  await approver.command('reopen', (form) => form.locator('[name="sure"]').check());
  assert.match(await approver.text(), /審査中に戻しました/);
  await resident.until('結果を見直しています', number);
  const told = await resident.page.locator('main').innerText();
  assert.match(told, /別居しているお子さんを見落としていたため/);
  assert.match(told, /見直し中/);

  await clerk.openCase(number);
  await clerk.propose('approve');
  await approver.openCase(number);
  await approver.conclude('approve');
  await resident.until('承認', number);
  const papers = await resident.page.locator('main').innerText();
  assert.match(papers, /不承認通知書[^\n]*\s*(PDF\s*)?取り消し・更正済み/);
  assert.match(papers, /決定通知書/);
  await Promise.all([resident.leave(), clerk.leave(), approver.leave()]);
});

test('a deputy decides while the head is away, and the head reads it after', async () => {
  const { resident, number, clerk } = await proposed();
  const head = await Officer.signIn(counter, 'approver');
  await head.open('/office/absences');
  const seat = head.page.locator('section.panel', { hasText: '部長' }).first();
  await seat.locator('select[name="staff"]').selectOption({ label: '伊藤 係' });
  await Promise.all([head.page.waitForEvent('load'), seat.getByRole('button', { name: /代決者に加える/ }).click()]);
  assert.match(await head.text(), /代決者に加えました/);
  const today = await head.page.locator('#from').getAttribute('min');
  await head.page.locator('#from').fill(today);
  await head.page.locator('#until').fill(today);
  await head.press('不在を登録する');
  assert.match(await head.text(), /不在を登録しました/);

  const chief = await Officer.signIn(counter, 'chief');
  await chief.openCase(number);
  assert.match(await chief.text(), /あなたが代決できます/);
  await chief.conclude('refuse');
  assert.match(await chief.text(), /不承認と決定しました（代決）/);
  await resident.until('不承認', number);

  await head.open('/office/absences');
  await Promise.all([head.page.waitForEvent('load'), head.page.getByRole('button', { name: /^戻った/ }).click()]);
  await head.open('/office/approvals/after');
  await head.follow(number);
  await head.command('read_after');
  assert.match(await head.text(), /後閲しました/);
  await head.open('/office/approvals/after');
  assert.doesNotMatch(await head.text(), new RegExp(number));
  await Promise.all([resident.leave(), clerk.leave(), chief.leave(), head.leave()]);
});
