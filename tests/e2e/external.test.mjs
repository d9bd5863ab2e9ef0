// To the bank and back on a telephone: with script and without.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { example } from './answers.mjs';
import { eventually, openCounter } from './counter.mjs';
import { Resident } from './resident.mjs';

let counter;
before(async () => { counter = await openCounter(); });
after(() => counter?.close());

const main = (resident) => resident.page.locator('main').innerText();

/** Up to the page that sends people to their bank. */
async function beforeTheBank(resident) {
  const { data } = await example('koza-furikae', '国保を本人の口座から');
  delete data.account;
  delete data.holderRelation;
  await resident.beginAt('koza-furikae');
  await resident.fillUntil(/\/account/, data);
  return { ...data, way: 'web' };
}

for (const javaScript of [true, false]) {
  test(`who goes to the bank types no account (${javaScript ? 'with' : 'without'} script)`, async () => {
    const resident = await Resident.arrive(counter, { javaScript });
    const data = await beforeTheBank(resident);
    await resident.choose('way', 'web');
    if (!javaScript) await resident.go();
    const leave = () => resident.press('金融機関での申込みに進む');

    await leave();
    assert.match(await main(resident), /口座振替を申し込む/);
    await resident.press('やめて戻る');
    assert.match(await main(resident), /手続は済んでいません/);

    await leave();
    await resident.page.getByLabel('見本銀行').check();
    await resident.page.getByLabel('口座番号').fill('123-4567');
    await resident.page.getByLabel('口座名義').fill('ヤマダ ハナコ');
    await resident.page.getByLabel('暗証番号').fill('1234');
    await resident.press('口座振替を申し込む');
    assert.match(await main(resident), /受付が済みました/);
    assert.match(await main(resident), /見本銀行/);

    await resident.fillAll(data);
    assert.match(await main(resident), /普通 \*{4}567/);
    await resident.send();
    await eventually('the receipt', () => /\/receipts\//.test(resident.page.url()));
    await resident.leave();
  });
}
