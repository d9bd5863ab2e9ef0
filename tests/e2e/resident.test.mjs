// A resident files 住民票の写しの交付請求 on a telephone: mistakes, photographs, payment, receipt.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { example } from './answers.mjs';
import { eventually, openCounter } from './counter.mjs';
import { Resident } from './resident.mjs';

let counter;
before(async () => { counter = await openCounter(); });
after(() => counter?.close());

const TITLE = '住民票の写しの交付請求';

test('a mistake is told at its field and in the summary, and nothing typed is lost', async () => {
  const hanako = await Resident.arrive(counter);
  await hanako.begin('じゅうみんひょう', TITLE);
  const { page } = hanako;

  await hanako.go();
  assert.equal((await hanako.mistakes()).length, 1, 'an unanswered page is one mistake');
  assert.match(await page.title(), /エラー/);
  assert.ok(await page.locator('.panel.red').evaluate((panel) => panel === document.activeElement), 'the summary has the focus');
  await page.locator('[name="capacity"][value="self"]').check();
  await hanako.go();

  await page.locator('[name="name"]').fill('髙橋 花子');
  await page.locator('[name="kana"]').fill('たかはし　はなこ');
  await page.locator('[name="birthDate.era"]').selectOption('昭和');
  await page.locator('[name="birthDate.year"]').fill('65');
  await page.locator('[name="birthDate.month"]').fill('3');
  await page.locator('[name="birthDate.day"]').fill('9');
  await hanako.go();
  const [told] = await hanako.mistakes();
  assert.match(told, /昭和は64年/);
  assert.match(await page.locator('[data-at="/birthDate"] .problem').innerText(), /昭和は64年/);
  assert.equal(await page.locator('[name="birthDate.year"]').inputValue(), '65', 'what was typed stays');
  assert.equal(await page.locator('[name="kana"]').inputValue(), 'タカハシ　ハナコ', 'ひらがな became カタカナ');
  await Promise.all([page.waitForEvent('load'), page.locator('button[name=":repair"]').click()]);
  await hanako.go();

  await page.locator('[name="contact/phone"]').fill('０９０－１２３４－５６７');
  await hanako.go();
  assert.equal((await hanako.mistakes()).length, 1);
  await page.locator('[name="contact/phone"]').fill('０９０－１２３４－５６７８');
  await hanako.go();
  assert.match(page.url(), /\/registered/);

  await hanako.go('back');
  await hanako.go('back');
  assert.equal(await page.locator('[name="name"]').inputValue().then((name) => name.replace('　', ' ')), '髙橋 花子');
  assert.equal(await page.locator('[name="birthDate.year"]').inputValue(), '1990');
  await page.reload();
  assert.equal(await page.locator('[name="name"]').inputValue().then((name) => name.replace('　', ' ')), '髙橋 花子');
  await hanako.leave();
});

test('a link of the summary shows the whole question, and what was put right leaves the summary', async () => {
  const hanako = await Resident.arrive(counter);
  const { page } = hanako;
  const { data } = await example('mibun-shomei');
  await hanako.beginAt('mibun-shomei');
  await hanako.fillUntil(/\/delivery/, data);
  await hanako.go();
  assert.ok((await hanako.mistakes()).length > 2, 'the whole address is missing');

  const summary = page.locator('.panel.red');
  await summary.getByRole('link', { name: '番地' }).click();
  const block = page.locator('[name="ownAddress/block"]');
  assert.ok(await block.evaluate((box) => box === document.activeElement), 'the box has the focus');
  const above = await page.locator('[data-at="/ownAddress/block"]').evaluate((field) => field.getBoundingClientRect().top);
  assert.ok(above >= 0, `its name is on the screen: ${above}`);

  await page.locator('[name="ownAddress/postal"]').fill('980-0811');
  await page.locator('[name="ownAddress/postal"]').press('Tab');
  await eventually('what the postal code told is wrong no more', async () => (await hanako.mistakes()).length === 1);
  assert.match(await summary.locator('h2').innerText(), /^1か所/);
  assert.deepEqual(await page.locator('#answers .wrong').evaluateAll((wrong) => wrong.map((field) => field.dataset.at)), ['/ownAddress/block']);

  await block.fill('1-1');
  await block.press('Tab');
  await eventually('nothing is left to say', () => summary.isHidden());
  assert.doesNotMatch(await page.title(), /エラー/);
  assert.ok(await page.evaluate(() => document.activeElement !== document.body), 'the focus stays');
  await hanako.leave();
});

for (const javaScript of [true, false]) {
  test(`a refusal is read first, and as lines of text (${javaScript ? 'with' : 'without'} script)`, async () => {
    const hanako = await Resident.arrive(counter, { javaScript });
    const { page } = hanako;
    await hanako.open('/language/ja-easy?back=%2Fstatus');
    await page.locator('main form .btn').click();
    const summary = page.locator('.panel.red');
    await eventually('the summary has the focus', () => summary.evaluate((panel) => panel === document.activeElement));
    const torn = await page.locator('.problem').evaluateAll((lines) => lines.filter((line) => line.querySelector('ruby') && getComputedStyle(line).display !== 'block').length);
    assert.equal(torn, 0, 'readings stay above their words');
    await hanako.leave();
  });
}

test('pressing twice, going back, reloading and losing the answer file one submission', async () => {
  const hanako = await Resident.arrive(counter);
  const { page } = hanako;
  const { data } = await example('juminhyo-utsushi', '本人・一部・マイナンバー入り・速達で3通');
  await hanako.beginAt('juminhyo-utsushi');
  await hanako.fillAll(data);
  assert.match(await page.locator('main').innerText(), /1,310円/, '3 × 300 + 110 + 300');
  await hanako.sign();
  const [checkPage] = page.url().split('#');

  await hanako.press('この内容で送る');
  assert.match(await page.locator('main').innerText(), /チェックを入れて/, 'the resident has to say that all is right');

  // The answer gets lost on the way: the server has filed, and the telephone does not know.
  await hanako.agree('hanako@example.jp');
  let lost = 0;
  await page.route('**/check', async (route) => {
    if (route.request().method() !== 'POST' || lost > 0) return route.fallback();
    lost += 1;
    await route.fetch({ maxRedirects: 0 });
    return route.abort('connectionreset');
  });
  await page.getByRole('button', { name: 'この内容で送る' }).click();
  await eventually('the answer is lost', () => lost === 1);
  await page.unroute('**/check');

  const numbers = new Set();
  const remember = async () => {
    await eventually('the receipt', () => /\/receipts\//.test(page.url()));
    numbers.add((await hanako.numbers()).number);
  };
  await page.goto(checkPage);
  if (!/\/receipts\//.test(page.url())) {
    await hanako.agree('hanako@example.jp');
    await page.getByRole('button', { name: 'この内容で送る' }).dblclick();
  }
  await remember();
  await page.reload();
  await remember();
  await page.goBack();
  await page.goto(checkPage);
  await remember();
  assert.equal(numbers.size, 1, [...numbers].join(' '));
  await eventually('one letter for one submission', async () => (await counter.letters()).length === 1);
  await hanako.leave();
});

test('a paid request ends with number, code, PDF and letter', async () => {
  const hanako = await Resident.arrive(counter);
  const { page } = hanako;
  const { data } = await example('juminhyo-utsushi');
  await hanako.beginAt('juminhyo-utsushi');
  await hanako.fillAll(data);
  const letters = (await counter.letters()).length;
  await hanako.send('hanako@example.jp');
  await eventually('the receipt', () => /\/receipts\//.test(page.url()));
  const { number, code } = await hanako.numbers();
  assert.match(number, /^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  assert.match(code, /^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '受付票をPDFで保存する' }).click()]);
  assert.match(download.suggestedFilename(), /\.pdf$/);

  await hanako.payByCard('4000 0000 0000 0002');
  assert.match(await page.locator('main').innerText(), /カード|支払/, 'a declined card is told');
  await page.goto(`${counter.address}/receipts/${number}`);
  await hanako.payByCard();
  await hanako.until('受付済み', number);
  const text = await eventually('the letter', async () => (await counter.letters())[letters]);
  const subject = decoded(text);
  assert.ok(text.includes(number) || subject.includes(number), 'the letter names the number');
  assert.ok(!text.includes('山田') && !subject.includes('山田'), 'and nobody');
  assert.ok(!text.includes(code), 'and whoever reads the mail has no code');

  // Somebody else with the number and the code sees the same; with a wrong code nothing.
  const other = await Resident.arrive(counter);
  await other.open('/status');
  await other.page.locator('#number').fill(number.toLowerCase());
  await other.page.locator('#code').fill('AAAA-AAAA-AAAA');
  await other.press('状況を見る');
  assert.doesNotMatch(await other.page.locator('main').innerText(), /受付済み/);
  await other.page.locator('#number').fill(number.toLowerCase().replaceAll('-', ''));
  await other.page.locator('#code').fill(code.toLowerCase());
  await other.press('状況を見る');
  assert.match(await other.page.locator('main').innerText(), /受付済み/);
  await other.leave();

  await hanako.open(`/language/en?back=/receipts/${number}`);
  assert.match(await page.locator('main').innerText(), /Copy of the resident record/, 'what was paid for is read in English');
  await hanako.leave();
});

test('a draft goes on in another browser with its code', async () => {
  const { data } = await example('juminhyo-utsushi');
  const hanako = await Resident.arrive(counter);
  await hanako.beginAt('juminhyo-utsushi');
  await hanako.fillPage(data);
  await hanako.fillPage(data);
  const address = hanako.page.url();
  await hanako.follow(hanako.page.getByRole('link', { name: '別の端末でつづける' }));
  await hanako.press('再開コードを出す');
  const code = await hanako.page.locator('.num').first().innerText();

  const laptop = await Resident.arrive(counter);
  assert.equal((await laptop.open(address)).status(), 404, 'an address alone opens nothing');
  await laptop.open('/resume');
  await laptop.page.locator('#code').fill(code);
  await laptop.press('つづける');
  await laptop.fillAll(data);
  assert.match(await laptop.page.locator('main').innerText(), /山田\s花子/);
  await laptop.leave();
  await hanako.leave();
});

test('the languages keep the page and what was typed', async () => {
  const mai = await Resident.arrive(counter);
  const { page } = mai;
  await mai.beginAt('juminhyo-utsushi');
  await page.locator('[name="capacity"][value="self"]').check();
  await mai.go();
  await page.locator('[name="name"]').fill('NGUYEN THI MAI');
  await page.locator('details.lang summary').click();
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'English' }).click()]);
  await mai.look();
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  assert.equal(await page.locator('[name="name"]').inputValue(), 'NGUYEN THI MAI');
  assert.match(await page.locator('main').innerText(), /Name in katakana/);
  await mai.leave();
});

test('in English the city and whom to ask have English names, on a page that is not there too', async () => {
  const mai = await Resident.arrive(counter);
  const { page } = mai;
  await mai.open('/language/en?back=/');
  assert.match(await page.locator('.brand').innerText(), /Sendai/);
  assert.match(await page.title(), /Sendai/);
  assert.match(await page.locator('footer').innerText(), /City Call Center/);
  assert.equal(await page.locator('footer [lang="ja"]').count(), 0);

  assert.equal((await mai.open('/nowhere')).status(), 404);
  assert.match(await page.locator('main').innerText(), /City Call Center/);
  await page.locator('details.lang summary').click();
  await mai.follow(page.getByRole('link', { name: '日本語', exact: true }));
  assert.match(page.url(), /\/nowhere$/);
  assert.equal(await page.locator('html').getAttribute('lang'), 'ja');
  await mai.leave();
});

test('on a wide screen buttons are reached in the order in which they stand, and a mistake is marked from its question on', async () => {
  const hanako = await Resident.arrive(counter);
  const { page } = hanako;
  await page.setViewportSize({ width: 1280, height: 800 });
  await hanako.beginAt('juminhyo-utsushi');
  const places = await page.locator('#answers > .actions > *').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().left));
  assert.equal(places.length, 2);
  assert.ok(places[0] < places[1], 'what comes first stands first');

  await hanako.go();
  const bar = await page.locator('.wrong > legend').first().evaluate((legend) => {
    const { top, borderLeftWidth } = getComputedStyle(legend, '::before');
    return { top, borderLeftWidth };
  });
  assert.deepEqual(bar, { top: '0px', borderLeftWidth: '4px' });
  await hanako.leave();
});

/** The readable words of a letter with quoted-printable and encoded-word parts. */
function decoded(letter) {
  const words = letter.replace(/=\?utf-8\?b\?([^?]+)\?=/gi, (_, base64) => Buffer.from(base64, 'base64').toString('utf8'));
  const bodies = [...letter.matchAll(/^[A-Za-z0-9+/=\r\n]{60,}$/gm)].map(([base64]) => Buffer.from(base64, 'base64').toString('utf8'));
  return words + bodies.join('\n');
}
