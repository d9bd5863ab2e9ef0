// Files beside the answers, without script: a resident's with a message, a clerk's with another, and what came by post.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { answersFor, photograph } from './answers.mjs';
import { eventually, openCounter } from './counter.mjs';
import { Officer } from './office.mjs';
import { Resident } from './resident.mjs';

const PROCEDURE = 'jido-teate-nintei';

let counter;
before(async () => { counter = await openCounter(); });
after(() => counter?.close());

/** A file to choose. */
async function picture(name) {
  return { name, mimeType: 'image/png', buffer: await photograph() };
}

const SCRIPT = { name: '図面.exe', mimeType: 'application/octet-stream', buffer: Buffer.from('MZ') };

async function filed() {
  const { data } = await answersFor(PROCEDURE);
  const resident = await Resident.arrive(counter, { javaScript: false });
  await resident.beginAt(PROCEDURE);
  await resident.fillAll(data);
  await resident.send('hanako@example.jp');
  await eventually('the receipt', () => /\/receipts\//.test(resident.page.url()));
  return { resident, number: (await resident.numbers()).number };
}

test('files go both ways in the thread, and what came by post is told', async () => {
  const { resident, number } = await filed();
  const main = () => resident.page.locator('main').innerText();
  await resident.open(`/receipts/${number}`);
  await resident.page.locator('#message').fill('通帳の写しを送ります。');
  await resident.page.locator('#message-files').setInputFiles([await picture('通帳.png'), SCRIPT]);
  await resident.press('メッセージを送る');
  assert.match(await main(), /「図面\.exe」は付けられませんでした/);
  assert.equal(await resident.page.locator('#message').inputValue(), '通帳の写しを送ります。', 'no word is lost');
  assert.match(await main(), /通帳\.png/, 'nor the file that is fit');
  if (process.env.MADOGUCHI_PICTURES) await resident.page.screenshot({ path: `${process.env.MADOGUCHI_PICTURES}/resident-kept.png`, fullPage: true });
  await resident.press('メッセージを送る');
  assert.match(await main(), /メッセージを送りました/);

  const clerk = await Officer.signIn(counter, 'clerk');
  await clerk.openCase(number);
  await clerk.claim();
  assert.match(await clerk.text(), /通帳\.png/);
  await clerk.command('attach', async (form) => {
    await form.getByLabel('郵送で届いた書類').check();
    await form.getByLabel('開ける人').selectOption('see:bank');
    await form.locator('[name="files"]').setInputFiles([await picture('届いた通帳.png'), await picture('封筒.png')]);
  });
  assert.match(await clerk.text(), /添付を加えました[^]*郵送で届いた書類：封筒\.png[^]*「口座」の権限がある人だけ/);
  await clerk.fitsBoth('case');

  const form = await clerk.form('message');
  await form.locator('[name="text"]').fill('受け取りました。控えを送ります。');
  await form.locator('[name="files"]').setInputFiles([await picture('控え.png')]);
  await clerk.press('送る前に確かめる');
  assert.match(await clerk.text(), /まだ送っていません[^]*控え\.png/);
  await clerk.fitsBoth('preview');
  await clerk.press('戻って直す');
  assert.match(await clerk.text(), /付けたファイル[^]*控え\.png/);
  await clerk.fitsBoth('mended');
  await clerk.press('送る前に確かめる');
  await clerk.press('この内容で送る');

  await resident.open(`/receipts/${number}`);
  assert.match(await main(), /郵送していただいた書類が届きました/);
  assert.doesNotMatch(await main(), /封筒\.png/);
  if (process.env.MADOGUCHI_PICTURES) await resident.page.screenshot({ path: `${process.env.MADOGUCHI_PICTURES}/resident.png`, fullPage: true });
  const link = resident.page.getByRole('link', { name: '控え.png' });
  const answer = await resident.context.request.get(new URL(await link.getAttribute('href'), counter.address).href);
  assert.deepEqual([answer.status(), answer.headers()['content-type']], [200, 'image/png']);
  const letters = (await counter.letters()).join('\n');
  assert.doesNotMatch(letters, /控え\.png|Content-Disposition: attachment/);
  await Promise.all([resident.leave(), clerk.leave()]);
});

test('a PDF is read in place, and all its pages on one page', async () => {
  const { resident, number } = await filed();
  const clerk = await Officer.signIn(counter, 'clerk');
  await clerk.openCase(number);
  await clerk.claim();
  const paper = await clerk.page.getByRole('link', { name: '申請書のPDFを保存' }).getAttribute('href');
  const answer = await clerk.context.request.get(new URL(paper, counter.address).href);
  await clerk.command('attach', async (form) => {
    await form.getByLabel('郵送で届いた書類').check();
    await form.locator('[name="files"]').setInputFiles([{ name: '契約書.pdf', mimeType: 'application/pdf', buffer: await answer.body() }]);
  });
  const drawn = (image) => image.scrollIntoViewIfNeeded().then(() => image.evaluate((it) => it.decode().then(() => it.naturalWidth)));
  const figure = clerk.page.locator('figure').filter({ hasText: '契約書.pdf' });
  assert.equal(await drawn(figure.locator('img')), 1400, 'a process of its own has drawn it');
  await clerk.fitsBoth('pdf');
  await Promise.all([clerk.page.waitForEvent('load'), figure.getByRole('link', { name: /ほかのページも見る/ }).click()]);
  await clerk.look();
  assert.match(await clerk.text(), /1 \/ \d+ページ/);
  assert.equal(await drawn(clerk.page.locator('figure img').first()), 1400);
  await clerk.fitsBoth('pages');
  await clerk.follow('案件に戻る');
  await Promise.all([resident.leave(), clerk.leave()]);
});
