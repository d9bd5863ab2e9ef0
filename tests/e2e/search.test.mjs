// The office finds a case by what a resident wrote, however somebody at a desk types it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { answersFor } from './answers.mjs';
import { eventually, openCounter } from './counter.mjs';
import { Officer } from './office.mjs';
import { Resident } from './resident.mjs';

let counter;
before(async () => { counter = await openCounter(); });
after(() => counter?.close());

test('a case is found by telephone, reading and town, and a list of ones own cases leads to all', async () => {
  const { data } = await answersFor('suido-kaishi');
  const resident = await Resident.arrive(counter);
  await resident.beginAt('suido-kaishi');
  await resident.fillAll(data);
  await resident.send();
  await eventually('the receipt', () => /\/receipts\//.test(resident.page.url()));
  const { number } = await resident.numbers();
  const clerk = await Officer.signIn(counter, 'clerk');
  const phone = data.contact.phone.replaceAll('-', '');
  const hiragana = data.kana.split(/\s/)[0].replace(/[ァ-ヶ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));
  for (const words of [phone, phone.slice(-4), hiragana, data.name, number.slice(0, 7)]) {
    assert.ok((await clerk.find(words)).includes(number), words);
  }
  assert.deepEqual(await clerk.find(`${data.name} 次郎丸`), []);
  await clerk.open('/office/?view=mine');
  await clerk.page.locator('#words').fill(data.name);
  await clerk.press('しぼり込む');
  assert.equal(await clerk.page.locator('table.cases a.num', { hasText: number }).count(), 0, 'it is nobodys yet');
  await clerk.follow('すべての案件から探す');
  assert.equal(await clerk.page.locator('table.cases a.num', { hasText: number }).count(), 1);
  assert.equal(await clerk.page.locator('[name="sort"]').inputValue(), 'newest', 'what is found comes by arrival');
  await Promise.all([resident.leave(), clerk.leave()]);
});
