// Somebody asks their neighbour, who agrees on their own telephone: with script and without.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { example } from './answers.mjs';
import { eventually, openCounter } from './counter.mjs';
import { Resident } from './resident.mjs';

let counter;
before(async () => { counter = await openCounter(); });
after(() => counter?.close());

const main = (resident) => resident.page.locator('main').innerText();

/** Up to the page on which the neighbour is asked. */
async function beforeAsking(resident) {
  const later = (days) => new Date(Date.now() + days * 864e5).toISOString().slice(0, 10);
  const dates = { startDate: later(60), workStart: later(60), workEnd: later(110), endDate: later(120) };
  const { data } = await example('doro-senyo', '足場・隣の方がスマートフォンで同意', dates);
  delete data.neighbourConsent;
  await resident.beginAt('doro-senyo');
  await resident.fillUntil(/\/neighbours/, data);
  return data;
}

for (const javaScript of [true, false]) {
  test(`a neighbour agrees on their own telephone (${javaScript ? 'with' : 'without'} script)`, async () => {
    const hanako = await Resident.arrive(counter, { javaScript });
    const data = await beforeAsking(hanako);
    await hanako.choose('consentWay', 'phone');
    if (!javaScript) await hanako.go();
    await hanako.press('同意をお願いする');
    assert.match(await main(hanako), /返事を待っています/);
    assert.ok(await hanako.page.getByRole('img', { name: '同意のページを開く図' }).isVisible());
    const mail = await hanako.page.getByRole('link', { name: 'リンクをメールで送る' }).getAttribute('href');
    const link = await hanako.page.locator('a[href^="http"][href*="/consent/"]').getAttribute('href');
    assert.ok(decodeURIComponent(mail).includes(link), mail);

    const neighbour = await Resident.arrive(counter, { javaScript });
    await neighbour.open(new URL(link).pathname);
    assert.match(await main(neighbour), /家や店の前の道路に[^]*足場/);
    await neighbour.press('同意する');
    assert.match(await main(neighbour), /あなたの氏名を、60文字までで/);
    await neighbour.page.getByLabel('あなたの氏名').fill('佐々木 健');
    await neighbour.press('同意する');
    assert.match(await main(neighbour), /同意を受け付けました/);
    await neighbour.leave();

    await hanako.press('返事が届いたか確かめる');
    assert.match(await main(hanako), /同意がありました[^]*佐々木/);
    await hanako.fillAll(data);
    assert.match(await main(hanako), /同意した方の氏名\s*佐々木/);
    await hanako.send();
    await eventually('the receipt', () => /\/receipts\//.test(hanako.page.url()));
    await hanako.leave();
  });
}
