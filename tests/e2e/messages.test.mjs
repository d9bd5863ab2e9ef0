// Words between a resident and the office: a question that waits, a template in the resident's case, a look before sending.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { answersFor } from './answers.mjs';
import { eventually, openCounter } from './counter.mjs';
import { Officer } from './office.mjs';
import { Resident } from './resident.mjs';

const PROCEDURE = 'jido-teate-nintei';

let counter;
before(async () => { counter = await openCounter(); });
after(() => counter?.close());

async function filed() {
  const { data } = await answersFor(PROCEDURE);
  const resident = await Resident.arrive(counter);
  await resident.beginAt(PROCEDURE);
  await resident.fillAll(data);
  await resident.send('hanako@example.jp');
  await eventually('the receipt', () => /\/receipts\//.test(resident.page.url()));
  return { resident, number: (await resident.numbers()).number };
}

async function asks(resident, number, text) {
  await resident.open(`/receipts/${number}`);
  await resident.page.locator('#message').fill(text);
  await resident.press('メッセージを送る');
}

/** Presses a button of the form of a message on the page of a case. */
async function writes(officer, button, fill) {
  const form = await officer.form('message');
  await fill(form);
  await Promise.all([officer.page.waitForEvent('load'), form.getByRole('button', { name: button, exact: true }).click()]);
  await officer.look();
}

test('a question is found, answered with a template that is seen first, and known as read', async () => {
  const { resident, number } = await filed();
  await asks(resident, number, 'いつごろ わかりますか。');

  const lead = await Officer.signIn(counter, 'lead');
  await lead.open('/office/templates/messages');
  await lead.page.getByLabel(/^名前/).fill('電話のお願い');
  await lead.page.getByLabel('文（日本語）').fill('{受付番号}の件です。{氏名}様');
  await lead.press('保存する');
  assert.match(await lead.text(), /「氏名」は、かっこに入れて使える言葉ではありません/);
  assert.equal(await lead.page.getByLabel(/^名前/).inputValue(), '電話のお願い', 'nothing typed is lost');
  await lead.page.getByLabel('文（日本語）').fill('{受付番号}の件です。');
  await lead.page.getByLabel(/^やさしい日本語/).fill('{受付番号} の ことです。');
  await lead.press('保存する');
  assert.match(await lead.text(), /ひな形を保存しました/);

  await lead.open('/office/?view=unclaimed');
  await lead.follow('質問あり 1');
  assert.deepEqual(await lead.page.locator('table.cases a.num').allInnerTexts(), [number]);
  assert.match(await lead.page.locator('table.cases tbody').innerText(), /質問あり/);
  await lead.openCase(number);
  assert.match(await lead.text(), /返事を待っています/);

  await writes(lead, 'ひな形の文を入れる', (form) => form.locator('[name="template"]').selectOption({ label: '電話のお願い' }));
  const field = lead.page.locator('#message-text');
  assert.equal(await field.inputValue(), `${number}の件です。`);
  await writes(lead, 'やさしい日本語にする', async () => {});
  assert.equal(await field.inputValue(), `${number} の ことです。`);
  await writes(lead, '送る前に確かめる', (form) => form.locator('[name="text"]').fill(`${number}の件です。来週わかります。`));
  assert.match(await lead.text(), /まだ送っていません[^]*来週わかります/);
  await lead.press('戻って直す');
  assert.equal(await field.inputValue(), `${number}の件です。来週わかります。`, 'it comes back as it was typed');
  await writes(lead, '送る前に確かめる', async () => {});
  await lead.press('この内容で送る');
  const sent = await lead.text();
  assert.match(sent, /メッセージを送りました/);
  assert.doesNotMatch(sent, /返事を待っています/);
  assert.match(sent, /画面ではまだ読まれていません/);

  await resident.open(`/receipts/${number}`);
  assert.match(await resident.page.locator('main').innerText(), /来週わかります/);
  await eventually('the letter has left', async () => {
    await lead.openCase(number);
    return /メールを送信済み。申請者が画面で読みました/.test(await lead.text());
  });

  await asks(resident, number, 'ありがとうございます。');
  await lead.openCase(number);
  await lead.command('mark_answered');
  assert.match(await lead.text(), /質問に答えたと記録しました/);
  assert.doesNotMatch(await lead.text(), /返事を待っています/);
  await Promise.all([resident.leave(), lead.leave()]);
});
