// Signing with a card on a telephone, at the pretended app: with script and without.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { answersFor, faceOf } from './answers.mjs';
import { eventually, openCounter } from './counter.mjs';
import { Resident } from './resident.mjs';

let counter;
before(async () => { counter = await openCounter(); });
after(() => counter?.close());

/** Fills in 記載事項証明 up to the check page; gives what is printed on the card of who does. */
async function atTheEnd(resident) {
  const { data } = await answersFor('juminhyo-kisaijiko');
  await resident.beginAt('juminhyo-kisaijiko');
  await resident.fillAll(data);
  return faceOf(data);
}

const main = (resident) => resident.page.locator('main').innerText();

for (const javaScript of [true, false]) {
  test(`who signs last loses nothing on the way (${javaScript ? 'with' : 'without'} script)`, async () => {
    const resident = await Resident.arrive(counter, { javaScript });
    const face = await atTheEnd(resident);
    await resident.agree();
    await resident.press('この内容で送る');
    assert.match(await main(resident), /送る前に、カードで署名してください/);

    await resident.signsWith(face, { code: 'wrong1' });
    assert.match(await main(resident), /あと4回まちがえると/);
    assert.equal(await resident.page.locator('#name').inputValue(), face.name, 'what was typed stays');
    await resident.press('署名しないで戻る');
    assert.match(await main(resident), /署名はされていません/);

    for (const [card, sentence] of [['expired', /有効期限/], ['revoked', /失効しています/], ['locked', /ロックされます/]]) {
      await resident.signsWith(face, { card });
      assert.match(await main(resident), sentence, card);
    }
    await resident.signsWith({ ...face, name: '田中 次郎', birth_date: '1970-01-01' });
    assert.match(await main(resident), /田中 次郎 さんのものです/);

    await resident.signsWith(face);
    assert.match(await main(resident), new RegExp(`署名しました：${face.name} さん`));
    assert.doesNotMatch(await main(resident), /ちがうところがあります/);
    await resident.send();
    await eventually('the receipt', () => /\/receipts\//.test(resident.page.url()));
    const { number } = await resident.numbers();
    assert.ok(number);
    await resident.leave();
  });
}

test('who has no card saves the request for posting', async () => {
  const resident = await Resident.arrive(counter);
  await atTheEnd(resident);
  const [paper] = await Promise.all([
    resident.page.waitForEvent('download'),
    resident.page.getByRole('link', { name: '郵送用の請求書を保存する（PDF）' }).click(),
  ]);
  assert.equal(paper.suggestedFilename(), 'yuso-seikyusho.pdf');
  assert.ok(resident.onCheckPage(), 'the draft is still here');
  await resident.leave();
});
