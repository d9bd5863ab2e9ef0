// A clerk and an approver decide what a resident filed: correction, decision, notice, refusal, withdrawal.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { answersFor, example } from './answers.mjs';
import { eventually, openCounter } from './counter.mjs';
import { Officer } from './office.mjs';
import { Resident } from './resident.mjs';

let counter;
before(async () => { counter = await openCounter(); });
after(() => counter?.close());

/** A resident who has filed and paid, with the receipt number. */
async function filed(procedure = 'juminhyo-utsushi', { email } = {}) {
  const { data } = procedure === 'juminhyo-utsushi' ? await example(procedure) : await answersFor(procedure);
  const resident = await Resident.arrive(counter);
  await resident.beginAt(procedure);
  await resident.fillAll(data);
  await resident.send(email);
  await eventually('the receipt', () => /\/receipts\//.test(resident.page.url()));
  const { number } = await resident.numbers();
  if (await resident.page.getByRole('button', { name: /円を支払う$/ }).count() > 0) {
    await resident.payByCard();
    await resident.until('受付済み', number);
  }
  return { resident, number };
}

test('two fields are corrected, a second person approves, and the notice arrives', async () => {
  const letters = (await counter.letters()).length;
  const { resident, number } = await filed('mibun-shomei', { email: 'hanako@example.jp' });
  const clerk = await Officer.signIn(counter, 'clerk');
  await clerk.openCase(number);
  assert.match(await clerk.text(), /山田\s花子/);
  assert.equal(await clerk.page.locator('figure img').count(), 0, 'nobody sees a file who does not work on the case');
  await clerk.claim();
  assert.equal(await clerk.page.locator('figure img').count(), 1, 'the photograph stands beside the answers');
  const shown = await clerk.page.locator('figure img').evaluate((image) => image.decode().then(() => image.naturalWidth));
  assert.ok(shown > 0, 'and can be seen');
  await clerk.askToCorrect({ '/kana': '通帳と違うようです。フリガナを確かめてください。', '/ownAddress/block': '番地を号まで入れてください。' });
  assert.match(await clerk.text(), /補正/);

  await resident.until('修正のお願い', number);
  await resident.follow(resident.page.getByRole('link', { name: '直す', exact: true }));
  const { page } = resident;
  assert.equal(await page.locator('#answers [name="kana"]').inputValue(), 'ヤマダ　ハナコ', 'the answer stands there');
  assert.equal(await page.locator('#answers [name="name"]').count(), 0, 'only the named fields are open');
  await page.locator('#answers [name="kana"]').fill('やまだ はなえ');
  await page.locator('#answers [name="ownAddress/block"]').fill('７番１号');
  await resident.press('直した内容を送る');

  await clerk.openCase(number);
  const compared = await clerk.page.locator('table.compare').filter({ hasText: '補正前' }).innerText();
  assert.match(compared, /ヤマダ　ハナコ/);
  assert.match(compared, /ヤマダ　ハナエ/);
  await clerk.propose('approve');
  assert.equal(await clerk.offers('approve'), false, 'nobody approves what they proposed');

  const approver = await Officer.signIn(counter, 'approver');
  await approver.openCase(number);
  await approver.conclude('approve');
  await resident.until('承認', number);
  const notice = resident.page.getByRole('link', { name: /決定通知書/ });
  const [download] = await Promise.all([resident.page.waitForEvent('download'), notice.click()]);
  assert.match(download.suggestedFilename(), /\.pdf$/);
  await approver.openCase(number);
  if (await approver.offers('complete')) await approver.conclude('complete');
  await eventually('letters for receipt, correction and decision', async () => (await counter.letters()).length >= letters + 3);
  await Promise.all([resident.leave(), clerk.leave(), approver.leave()]);
});

test('a clerk fixes the fee, the resident pays it, and only then is it issued', async () => {
  const letters = (await counter.letters()).length;
  const { resident, number } = await filed('joseki-kaisei', { email: 'hanako@example.jp' });
  assert.match(await resident.page.locator('h1').innerText(), /受け付けました/);
  const clerk = await Officer.signIn(counter, 'clerk');
  await clerk.openCase(number);
  await clerk.claim();
  const form = await clerk.form('ask_fee');
  assert.notEqual(await form.locator('[name="unit:1"]').inputValue(), '', 'the form has reckoned already');
  await clerk.askFee([['除籍謄本', '七百五十円', '2']]);
  assert.match(await clerk.text(), /1行目の単価/, 'a slip is told by its row');
  assert.equal(await clerk.page.locator('[name="unit:1"]').inputValue(), '七百五十円', 'and nothing is lost');
  await clerk.askFee([['除籍謄本', '７５０', '2'], ['郵送料', '110円', '1'], ['速達', '300', '0']]);
  assert.match(await clerk.text(), /1,610円（支払い待ち）/);

  await resident.until('お支払い待ち', number);
  const panel = resident.page.locator('.panel.blue');
  assert.match(await panel.innerText(), /除籍謄本[^]*1,500円[^]*郵送料[^]*110円[^]*1,610円/);
  assert.doesNotMatch(await panel.innerText(), /速達/);
  await resident.payByCard();
  await resident.until('確認中', number);

  await clerk.openCase(number);
  assert.match(await clerk.text(), /1,610円（支払い済み）/);
  assert.equal(await clerk.offers('ask_fee'), false, 'nobody is asked twice');
  await clerk.propose('approve');
  const approver = await Officer.signIn(counter, 'approver');
  await approver.openCase(number);
  await approver.conclude('approve');
  await approver.conclude('complete');
  await resident.until('完了', number);
  await eventually('letters for receipt, fee, payment, decision, end', async () => (await counter.letters()).length >= letters + 5);
  await Promise.all([resident.leave(), clerk.leave(), approver.leave()]);
});

test('a refusal gives its reason in a notice', async () => {
  const { resident, number } = await filed('jido-teate-nintei');
  const clerk = await Officer.signIn(counter, 'clerk');
  await clerk.openCase(number);
  await clerk.claim();
  await clerk.propose('refuse', { facts: '支給の対象となるお子さんがいない。', application: '支給の要件を満たさない。' });
  const approver = await Officer.signIn(counter, 'approver');
  assert.match(await approver.page.locator('h1').innerText(), /^決裁待ち/, 'who decides begins with what waits for it');
  await approver.openCase(number);
  assert.match(await approver.text(), /起案：不承認/);
  const [first] = await approver.page.locator('#actions ~ details button[type="submit"]').allInnerTexts();
  assert.equal(first, '不承認を決定する', 'the first button says what comes out');
  await approver.page.keyboard.press('d');
  const chosen = await approver.page.evaluate(() => document.activeElement.form?.elements.type.value);
  assert.equal(chosen, 'refuse', 'D opens the decision that was proposed');
  const opposite = await approver.form('approve');
  await opposite.locator('[name="sure"]').check();
  await opposite.evaluate((form) => { form.noValidate = true; });
  await Promise.all([approver.page.waitForEvent('load'), opposite.locator('button').first().click()]);
  assert.match(await approver.text(), /起案は「不承認」です/, 'the opposite asks twice');
  await approver.conclude('refuse');
  await resident.until('不承認', number);
  await resident.page.getByRole('link', { name: /不承認通知書/ }).waitFor();
  const notice = approver.page.getByRole('link', { name: /不承認の通知書/ });
  const [download] = await Promise.all([approver.page.waitForEvent('download'), notice.click()]);
  assert.match(download.suggestedFilename(), /^tsuchisho-.*\.pdf$/, 'the office has the very notice');
  await Promise.all([resident.leave(), clerk.leave(), approver.leave()]);
});

test('a resident withdraws, and the office sees it', async () => {
  const { resident, number } = await filed('jido-teate-nintei');
  await resident.follow(resident.page.getByRole('link', { name: '取り下げる' }));
  await resident.press('取り下げる');
  await resident.until('取下げ', number);
  const clerk = await Officer.signIn(counter, 'clerk');
  await clerk.openCase(number);
  assert.match(await clerk.text(), /取下げ/);
  assert.equal(await clerk.offers('claim'), false);
  await Promise.all([resident.leave(), clerk.leave()]);
});

test('a notification is recorded and completed by one clerk', async () => {
  const { resident, number } = await filed('suido-kaishi');
  const clerk = await Officer.signIn(counter, 'clerk');
  await clerk.openCase(number);
  await clerk.claim();
  await clerk.conclude('complete');
  await resident.until('完了', number);
  await Promise.all([resident.leave(), clerk.leave()]);
});

test('what a clerk puts back is there for another', async () => {
  const { resident, number } = await filed();
  const clerk = await Officer.signIn(counter, 'clerk');
  await clerk.openCase(number);
  assert.equal(await clerk.offers('release'), false, 'nobody puts back what they do not have');
  await clerk.claim();
  await clerk.command('release', (form) => form.locator('[value="no-experience"]').check());
  assert.match(await clerk.text(), /未着手に戻しました/);
  assert.deepEqual([await clerk.offers('claim'), await clerk.offers('release')], [true, false]);
  const other = await Officer.signIn(counter, 'clerk2');
  await other.openCase(number);
  await other.claim();
  assert.equal(await other.offers('release'), true);
  await Promise.all([resident.leave(), clerk.leave(), other.leave()]);
});

test('what two people do at once is told to the second', async () => {
  const { resident, number } = await filed('suido-kaishi');
  const first = await Officer.signIn(counter, 'clerk');
  const second = await Officer.signIn(counter, 'clerk2');
  await first.openCase(number);
  await second.openCase(number);
  await first.claim();
  await second.claim();
  assert.ok(await second.page.locator('.panel.red').isVisible(), 'the conflict is told');
  await Promise.all([resident.leave(), first.leave(), second.leave()]);
});

test('a sensitive answer is shown only with a reason, and the case remembers it', async () => {
  const { resident, number } = await filed('jido-teate-nintei');
  const clerk = await Officer.signIn(counter, 'clerk');
  await clerk.openCase(number);
  assert.doesNotMatch(await clerk.text(), /1234567/, 'the account number is masked');
  await clerk.claim();
  await clerk.reveal('名義の確認のため', ['口座番号']);
  assert.match(await clerk.text(), /1234567/);
  assert.equal(await clerk.page.locator('#reveal-reason').inputValue(), '名義の確認のため', 'one reason is enough');
  await clerk.press('すべて表示');
  assert.match(await clerk.text(), /1234567/, 'the second does not hide the first');
  await clerk.openCase(number);
  assert.match(await clerk.text(), /名義の確認のため/, 'the log names the reason');
  assert.doesNotMatch(await clerk.text(), /1234567/, 'and it is masked again');
  await Promise.all([resident.leave(), clerk.leave()]);
});

test('a case leads back to the list as it was, and a new access code shuts the old one out', async () => {
  const { resident, number } = await filed('suido-kaishi');
  const clerk = await Officer.signIn(counter, 'clerk');
  await clerk.open('/office/?view=unclaimed&sort=newest');
  const row = clerk.page.locator('table.cases a.num', { hasText: number });
  await Promise.all([clerk.page.waitForEvent('load'), row.click()]);
  await clerk.claim();
  await clerk.page.locator('details', { hasText: '照会コードを作り直す' }).locator('summary').click();
  await clerk.page.locator('#code-reason').fill('窓口で運転免許証');
  await clerk.page.locator('form[action$="/code"] [name="sure"]').check();
  await clerk.press('照会コードを作り直す');
  const code = await clerk.page.locator('section:has(#new-code) b.num').nth(1).innerText();
  assert.match(code, /^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  await clerk.page.getByRole('link', { name: '一覧へ' }).click();
  assert.match(clerk.page.url(), /view=unclaimed&sort=newest/, 'filter and order are kept');
  const stranger = await Resident.arrive(counter);
  await stranger.open('/status');
  await stranger.page.locator('[name="number"]').fill(number);
  await stranger.page.locator('[name="code"]').fill(code);
  await stranger.press('状況を見る');
  assert.match(stranger.page.url(), new RegExp(`/receipts/${number}$`), 'the new code opens it');
  await Promise.all([resident.leave(), stranger.leave(), clerk.leave()]);
});

test('what is searched for stands in no address, and Back shows the list again', async () => {
  const sato = await Officer.signIn(counter, 'clerk');
  assert.deepEqual(await sato.find('そのような人はいない'), []);
  const address = new URL(sato.page.url());
  assert.match(address.searchParams.get('search') ?? '', /^[0-9a-f]{64}$/);
  assert.ok(!decodeURIComponent(address.href).includes('そのような'), address.href);
  assert.equal(await sato.page.locator('#words').inputValue(), 'そのような人はいない');
  await sato.open('/office/statistics');
  await sato.page.goBack();
  assert.equal(await sato.page.locator('#words').inputValue(), 'そのような人はいない');
  await sato.leave();
});

test('twelve rows of two lines fit on a screen, with what can be done with them in sight', async () => {
  const { resident } = await filed('suido-kaishi');
  const clerk = await Officer.signIn(counter, 'clerk');
  const { page } = clerk;
  await page.setViewportSize({ width: 1280, height: 800 });
  await clerk.open('/office/?view=all');
  const { top, row, hidden, sample } = await page.evaluate(() => {
    const boxes = [...document.querySelectorAll('table.cases tbody tr')].map((line) => line.getBoundingClientRect());
    const heights = boxes.map(({ height }) => height).sort((one, other) => one - other);
    const table = document.querySelector('div.table');
    const sample = document.querySelector('.sample').getBoundingClientRect().height;
    return { top: boxes[0].top, row: heights[Math.floor(heights.length / 2)], hidden: table.scrollWidth - table.clientWidth, sample };
  });
  // What says that it is a demonstration stands in no city's office.
  assert.ok((800 - top + sample) / row >= 12, `${(800 - top + sample) / row} rows from ${top}, each ${row} high`);
  assert.ok(hidden <= 0, `${hidden} pixels of the table are out of sight`);
  const boxes = page.locator('tbody input[name="case"]');
  await page.getByLabel('この画面の案件をすべて選ぶ').check();
  assert.equal(await page.locator('tbody input[name="case"]:checked').count(), await boxes.count());
  await boxes.first().uncheck();
  assert.equal(await page.locator('#chosen').innerText(), `${(await boxes.count()) - 1}件を選んでいます`);
  const bar = await page.locator('#bulk-more').boundingBox();
  assert.ok(bar.y + bar.height <= 800, `what can be done stands at ${bar.y}`);
  await Promise.all([resident.leave(), clerk.leave()]);
});

test('the keys of a case open what they stand for, and ? tells them', async () => {
  const { resident, number } = await filed('suido-kaishi');
  const clerk = await Officer.signIn(counter, 'clerk');
  await clerk.openCase(number);
  await clerk.claim();
  const { page } = clerk;
  const focused = () => page.evaluate(() => document.activeElement.form?.elements.type?.value);
  for (const [key, command] of [['h', 'request_correction'], ['m', 'message'], ['t', 'note'], ['e', 'assign']]) {
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press(key);
    assert.equal(await focused(), command, key);
  }
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press('?');
  const told = page.getByRole('dialog', { name: 'キー操作' });
  await told.waitFor();
  await page.keyboard.press('Escape');
  await told.waitFor({ state: 'hidden' });
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press('k');
  await page.getByRole('status').getByText('一覧の最初の案件です').waitFor();
  await page.keyboard.press('u');
  await eventually('the list', () => /\/office\/\?view=all/.test(page.url()));
  await Promise.all([resident.leave(), clerk.leave()]);
});

test('one chooses another password, and stays signed in', async () => {
  const clerk = await Officer.signIn(counter, 'clerk2');
  await Promise.all([clerk.page.waitForEvent('load'), clerk.page.getByRole('link', { name: /自分の設定/ }).click()]);
  await clerk.look();
  const { password } = await counter.signIn('clerk2');
  const next = 'umi-to-yama-to-jitensha-de';
  for (const [current, chosen] of [['not-my-password', next], [password, next], [next, password]]) {
    await clerk.page.locator('#current-password').fill(current);
    await clerk.page.locator('#new-password').fill(chosen);
    await clerk.page.locator('#new-password-again').fill(chosen);
    await clerk.press('パスワードを変える');
    assert.match(await clerk.text(), current === 'not-my-password' ? /今のパスワードが違います/ : /パスワードを変えました/);
  }
  await clerk.leave();
});

test('every page of the office is accessible, and nobody gets in without signing in', async () => {
  const stranger = await Resident.arrive(counter);
  await stranger.open('/office/');
  assert.match(await stranger.page.locator('h1').innerText(), /サインイン/);
  await stranger.leave();
  const clerk = await Officer.signIn(counter, 'clerk');
  for (const path of ['/office/', '/office/?view=all', '/office/statistics', '/office/views', '/office/views/new?view=all']) await clerk.open(path);
  await clerk.press('サインアウト');
  await clerk.open('/office/');
  assert.match(await clerk.page.locator('h1').innerText(), /サインイン/);
  await clerk.leave();
});

test('every public page is accessible', async () => {
  const resident = await Resident.arrive(counter);
  for (const path of ['/', '/search?q=ごみ', '/search?q=xyz', '/categories/waste', '/life-events/moving', '/help', '/progress', '/accessibility', '/privacy', '/status', '/resume', '/procedures/inu-toroku', '/nowhere']) {
    await resident.open(path);
  }
  await resident.leave();
});

test('a routine copy takes two keys from the queue to the paper, and what is to be looked at holds it', async () => {
  const { resident, number } = await filed('juminhyo-utsushi', { email: 'hanako@example.jp' });
  const clerk = await Officer.signIn(counter, 'clerk');
  await clerk.open('/office/?view=unclaimed&procedure=juminhyo-utsushi&sort=newest');
  const { page } = clerk;
  const key = (name) => Promise.all([page.waitForEvent('load'), page.keyboard.press(name)]);
  await key('n');
  assert.match(await page.locator('h1').innerText(), new RegExp(number), 'the next case is this one');
  await key('y');
  await clerk.look();
  assert.match(await clerk.text(), /確認して完了しました/);
  assert.match(await clerk.text(), /担当者の専決、1人で/, 'the log says by which row of the table');
  await resident.until('完了', number);
  assert.equal(await resident.page.getByRole('link', { name: /通知書/ }).count(), 1);
  await Promise.all([resident.leave(), clerk.leave()]);
});

test('what the resident confirmed is looked at before one person decides', async () => {
  const { data } = await example('juminhyo-utsushi');
  const resident = await Resident.arrive(counter);
  await resident.beginAt('juminhyo-utsushi');
  await resident.fillAll({ ...data, registeredAddress: { ...data.registeredAddress, postal: '100-0001' } });
  const confirm = resident.page.locator('input[type="checkbox"][name="confirmed"]');
  await eventually('the warning', async () => await confirm.count() > 0);
  await confirm.check();
  await resident.send();
  await eventually('the receipt', () => /\/receipts\//.test(resident.page.url()));
  const { number } = await resident.numbers();
  await resident.payByCard();
  await resident.until('受付済み', number);
  const clerk = await Officer.signIn(counter, 'clerk');
  await clerk.openCase(number);
  assert.match(await clerk.text(), /確かめること（残り1件）/);
  assert.equal(await clerk.offers('settle'), false);
  assert.match(await clerk.text(), /「確かめること」が1件残っています/, 'and the page says why');
  await Promise.all([clerk.page.waitForEvent('load'), clerk.page.locator('.findings button').first().click()]); await clerk.look();
  assert.match(await clerk.text(), /すべて確かめました/);
  await Promise.all([clerk.page.waitForEvent('load'), clerk.page.locator('#settle button').first().click()]);
  assert.match(await clerk.text(), /確認して完了しました/);
  await Promise.all([resident.leave(), clerk.leave()]);
});

test('several routine cases are ticked with one key, looked over, and settled with one press', async () => {
  const both = [await filed('suido-kaishi'), await filed('suido-kaishi')];
  const clerk = await Officer.signIn(counter, 'clerk');
  await clerk.open('/office/?view=unclaimed&procedure=suido-kaishi&finding=none&sort=newest');
  const { page } = clerk;
  for (const key of ['j', 'j', 'Shift+X']) await page.keyboard.press(key);
  assert.equal(await page.locator('input[name="case"]:checked').count(), 2, 'down to the row in focus');
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('b')]); await clerk.look();
  assert.equal(await page.getByLabel('メッセージの本文').isVisible(), false, 'asked for when it is chosen');
  await page.getByLabel('メッセージを送る').check();
  await page.getByLabel('メッセージの本文').fill('{受付番号}の件です。');
  await clerk.press('押す前に確かめる');
  assert.match(await clerk.text(), /2件にメッセージを送れます[^]*\d{4}-[0-9A-Z]{4}-[0-9A-Z]{4}の件です。/);
  await page.getByLabel('確認して交付').check();
  await clerk.press('選び直して確かめる');
  assert.match(await clerk.text(), /2件を交付できます/);
  for (const { number } of both) assert.match(await clerk.text(), new RegExp(number));
  await clerk.press('2件をまとめて交付する');
  await eventually('what became of each, without a reload', async () => /2件を交付しました/.test(await clerk.text()));
  await clerk.look();
  for (const { resident, number } of both) await resident.until('完了', number);
  await Promise.all([clerk.leave(), ...both.map(({ resident }) => resident.leave())]);
});

test('who opened a case is told to the head of the department, and to the resident without a name', async () => {
  const { resident, number } = await filed('suido-kaishi');
  const clerk = await Officer.signIn(counter, 'clerk');
  await clerk.openCase(number);
  assert.equal(await clerk.page.getByRole('link', { name: 'この案件を見た人' }).count(), 0, 'no clerk is told');

  const head = await Officer.signIn(counter, 'approver');
  await head.openCase(number);
  await Promise.all([head.page.waitForEvent('load'), head.page.getByRole('link', { name: 'この案件を見た人' }).click()]);
  await head.look();
  const readers = await head.page.locator('table.looks').innerText();
  assert.match(readers, /佐藤[^]*担当者/);

  await Promise.all([head.page.waitForEvent('load'), head.page.getByRole('link', { name: '見た記録' }).click()]);
  await head.page.locator('[name="number"]').fill(number);
  await head.page.locator('[name="kind"]').selectOption('case');
  await head.press('しぼり込む');
  assert.equal(await head.page.locator('table.looks tbody tr').count(), 2, 'the clerk and the head');
  await head.page.locator('[name="number"]').fill('何か');
  await head.press('しぼり込む');
  assert.match(await head.text(), /受付番号は読めませんでした/);

  await resident.page.reload();
  const seen = resident.page.locator('details', { hasText: 'この申請を見た職員' });
  await seen.locator('summary').click();
  const told = await seen.innerText();
  assert.match(told, /審査のため/);
  assert.doesNotMatch(told, /佐藤/);
  await Promise.all([resident.leave(), clerk.leave(), head.leave()]);
});

test('a correction gets more time, and is taken back when it is not needed any more', async () => {
  const { resident, number } = await filed('juminhyo-utsushi');
  const clerk = await Officer.signIn(counter, 'clerk');
  await clerk.openCase(number);
  await clerk.claim();
  await clerk.askToCorrect({ '/kana': 'フリガナを確かめてください。' });
  const later = new Date(Date.now() + 60 * 86400e3).toISOString().slice(0, 10);
  const extend = (due) => clerk.command('extend_correction', async (form) => {
    await form.locator('[name="due_on"]').fill(due);
    await form.locator('[name="sure"]').check();
  });
  await extend('2026-01-05');
  assert.match(await clerk.text(), /期限は、明日以降/, 'a day that is over is refused');
  await extend(later);
  await resident.until('修正のお願い', number);
  const [, month, day] = later.split('-').map(Number);
  assert.match(await resident.page.locator('main').innerText(), new RegExp(`${month}月${day}日`));

  await clerk.openCase(number);
  await clerk.command('cancel_correction', async (form) => {
    await form.locator('[name="reason"]').fill('電話で確かめた');
    await form.locator('[name="sure"]').check();
  });
  assert.match(await clerk.text(), /補正を取りやめました/);
  await resident.until('確認中', number);
  assert.match(await resident.page.locator('main').innerText(), /修正は必要がなくなりました/);
  assert.equal(await resident.page.getByRole('link', { name: '直す', exact: true }).count(), 0);
  await Promise.all([resident.leave(), clerk.leave()]);
});

test('who leads keeps the labels, puts one on a case by one key, links two cases, and writes down a call', async () => {
  const { resident, number } = await filed('jido-teate-nintei');
  const { resident: neighbour, number: other } = await filed('suido-kaishi');
  const lead = await Officer.signIn(counter, 'lead');
  await lead.open('/office/labels');
  await lead.page.getByLabel('名前（12文字まで）').fill('要電話');
  await lead.page.getByLabel('紫').check();
  await lead.press('保存する');
  assert.match(await lead.text(), /ラベルを保存しました/);

  await lead.openCase(number);
  await lead.page.locator('h1').click();
  await lead.page.keyboard.press('l');
  assert.equal(await lead.page.evaluate(() => document.activeElement.id), 'label-label');
  await lead.command('label', (form) => form.locator('select').selectOption({ label: '要電話' }));
  assert.match(await lead.text(), /ラベルを付けました/);
  await lead.find(number);
  assert.match(await lead.page.locator('table.cases tbody').innerText(), /要電話/);

  await lead.open('/office/labels');
  const found = lead.page.getByRole('link', { name: /1件.*要電話/ });
  await Promise.all([lead.page.waitForEvent('load'), found.click()]);
  await lead.look();
  assert.deepEqual(await lead.page.locator('table.cases a.num').allInnerTexts(), [number]);
  await lead.openCase(number);
  await lead.command('unlabel');
  assert.match(await lead.text(), /ラベルを外しました/);

  await lead.openCase(number);
  const linked = lead.page.getByRole('region', { name: 'つながりのある申請' });
  await lead.command('link', async (form) => {
    await form.getByLabel('相手の申請の受付番号').fill(other);
    await form.getByLabel('同じ世帯の人の申請').check();
  });
  assert.match(await lead.text(), /つながりを付けました/);
  assert.match(await linked.innerText(), new RegExp(`同じ世帯[^]*${other}`));
  await Promise.all([lead.page.waitForEvent('load'), linked.getByRole('link', { name: other }).click()]);
  await lead.look();
  assert.match(await linked.innerText(), new RegExp(`同じ世帯[^]*${number}`), 'the other case shows it too');
  await Promise.all([lead.page.waitForEvent('load'), linked.getByRole('button', { name: number }).click()]);
  assert.match(await linked.innerText(), /まだありません/);
  await lead.openCase(number);
  await lead.command('log_call', async (form) => {
    await form.getByLabel('約束').check();
    await form.getByLabel('だれと話したか').fill('申請者の姉');
    await form.locator('[name="text"]').fill('来週の火曜に来られる');
  });
  assert.match(await lead.text(), /記録を残しました[^]*約束：申請者の姉[^]*来週の火曜/);
  await Promise.all([resident.leave(), neighbour.leave(), lead.leave()]);
});

test('who leads puts a case first and promises another day, and takes a withdrawal by telephone', async () => {
  const { resident, number } = await filed('jido-teate-nintei');
  const lead = await Officer.signIn(counter, 'lead');
  await lead.openCase(number);
  await lead.command('put_first', async (form) => {
    await form.locator('[name="reason"]').fill('週末に引っ越す');
  });
  assert.match(await lead.text(), /先に処理することにしました/);
  await lead.find(number);
  assert.match(await lead.page.locator('table.cases tbody').innerText(), /先に/);

  const later = new Date(Date.now() + 60 * 86400e3).toISOString().slice(0, 10);
  await lead.openCase(number);
  await lead.command('move_due', async (form) => {
    await form.locator('[name="due_on"]').fill(later);
    await form.locator('[name="reason"]').fill('現地の調査に日がかかるため');
    await form.locator('[name="sure"]').check();
  });
  assert.match(await lead.text(), /お返事の予定日を変えました/);
  const [, month, day] = later.split('-').map(Number);
  await resident.until('予定日を変えました', number);
  const told = await resident.page.locator('main').innerText();
  assert.match(told, new RegExp(`${month}月${day}日`));
  assert.match(told, /現地の調査に日がかかるため/);

  await lead.openCase(number);
  await lead.command('take_withdrawal', async (form) => {
    await form.getByLabel('電話').check();
    await form.locator('[name="identity"]').fill('生年月日と住所');
    await form.locator('[name="sure"]').check();
  });
  assert.match(await lead.text(), /取下げを受け付けました/);
  await resident.until('取下げのお申し出', number);
  await Promise.all([resident.leave(), lead.leave()]);
});

test('a clerk mends a slip in how a house number is written, sees it before it is kept, and the resident is told', async () => {
  const { resident, number } = await filed('jido-teate-nintei');
  const clerk = await Officer.signIn(counter, 'clerk');
  await clerk.openCase(number);
  await clerk.follow('職権で直す');
  const block = clerk.page.locator('#answers [name="address/block"]');
  const before = await block.inputValue();
  assert.equal(await clerk.page.locator('#answers [name="name"]').count(), 0, 'nobody mends who somebody is');
  await block.fill('');
  await clerk.page.locator('#reason').fill('番地を住民票の書き方に直しました。');
  await clerk.press('直す前に確かめる');
  assert.match(await clerk.text(), /直すところが1つあります/);
  assert.equal(await clerk.page.locator('#reason').inputValue(), '番地を住民票の書き方に直しました。', 'nothing typed is lost');
  await clerk.page.locator('#answers [name="address/block"]').fill('１７番１号');
  await clerk.press('直す前に確かめる');
  const compared = await clerk.page.locator('table.compare').innerText();
  assert.ok(compared.includes(before) && compared.includes('17番1号'), compared);
  assert.match(await clerk.text(), /まだ直していません/);
  await clerk.press('この内容で直す');
  assert.match(await clerk.text(), /職権で直しました/);
  await resident.until('受付済み', number);
  const told = await resident.page.locator('main').innerText();
  assert.match(told, /書き方の間違いを直しました/);
  assert.match(told, /17番1号/);
  await Promise.all([resident.leave(), clerk.leave()]);
});

test('who decides keeps a sentence, and a clerk who chooses the reason has it in the field', async () => {
  const { resident, number } = await filed('juminhyo-utsushi');
  const head = await Officer.signIn(counter, 'approver');
  await head.open('/office/templates');
  await head.page.locator('select[name="procedure"]').selectOption('juminhyo-utsushi');
  await head.press('選ぶ');
  await head.page.locator('#code').selectOption('missing');
  await head.page.locator('#field').selectOption('/kana');
  await head.page.locator('#japanese').fill('フリガナを、通帳のとおりに書いてください。');
  await head.press('保存する');
  assert.match(await head.text(), /補正の文を保存しました/);

  const clerk = await Officer.signIn(counter, 'clerk');
  await clerk.openCase(number);
  await clerk.claim();
  const { page } = clerk;
  await page.locator('dd.remark:has([name="remark:/kana"]) summary').click();
  const text = page.locator('[name="remark:/kana"]');
  await page.locator('[name="why:/kana"]').selectOption('unclear');
  assert.match(await text.inputValue(), /もう少し詳しく/, 'the one that comes with the program');
  await page.locator('[name="why:/kana"]').selectOption('missing');
  assert.equal(await text.inputValue(), 'フリガナを、通帳のとおりに書いてください。');
  await text.fill('自分で書いた文です。');
  await page.locator('[name="why:/kana"]').selectOption('unclear');
  assert.equal(await text.inputValue(), '自分で書いた文です。', 'what was written stays');
  await Promise.all([resident.leave(), head.leave(), clerk.leave()]);
});
test('a list is kept as a view, changed, put away and brought back', async () => {
  const { resident } = await filed('suido-kaishi');
  const clerk = await Officer.signIn(counter, 'clerk');
  await clerk.open('/office/?view=all&sort=newest');
  await clerk.follow('この条件をビューに残す');
  await clerk.page.locator('#name').fill('新しいもの');
  await clerk.page.locator('#size').selectOption('20');
  await clerk.page.locator('[name="column"][value="moved"]').check();
  await clerk.press('保存する');
  assert.match(await clerk.page.locator('h1').innerText(), /新しいもの/);
  assert.equal(await clerk.page.locator('.side [aria-current]').innerText().then((text) => text.includes('新しいもの')), true, 'the menu has it');
  assert.ok((await clerk.page.locator('table.cases th').allInnerTexts()).includes('最後の動き'), 'what was chosen is shown');
  await Promise.all([clerk.page.waitForEvent('load'), clerk.page.locator('table.cases a.num').first().click()]);
  await clerk.follow('一覧へ');
  assert.match(await clerk.page.locator('h1').innerText(), /新しいもの/, 'a case leads back to the view');
  await clerk.follow('このビューを直す');
  await clerk.press('このビューをしまう');
  await Promise.all([clerk.page.waitForEvent('load'), clerk.page.locator('form[action$="/back"] button').click()]);
  await clerk.look();
  assert.match(await clerk.page.locator('h1').innerText(), /新しいもの/);
  await Promise.all([resident.leave(), clerk.leave()]);
});

test('on a wide screen the row in focus is outlined beside the list, and nothing is fetched on a small one', async () => {
  const { resident, number } = await filed('suido-kaishi');
  const clerk = await Officer.signIn(counter, 'clerk');
  const { page } = clerk;
  const fetched = [];
  page.on('request', (request) => { if (request.url().includes('/outline')) fetched.push(request.url()); });
  await clerk.open('/office/?view=unclaimed&procedure=suido-kaishi&sort=newest');
  await page.keyboard.press('j');
  await page.waitForTimeout(600);
  assert.deepEqual(fetched, []);
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.locator('#words').focus();
  await page.locator('table.cases a.num', { hasText: number }).focus();
  await page.locator('#outline').getByText(number).waitFor();
  await clerk.look();
  await Promise.all([page.waitForEvent('load'), page.locator('#outline a').click()]);
  assert.match(await page.locator('h1').innerText(), /水道/);
  await Promise.all([resident.leave(), clerk.leave()]);
});

test('a case goes to the centre, which checks it, asks, and hands it back', async () => {
  const { resident, number } = await filed('suido-kaishi');
  const clerk = await Officer.signIn(counter, 'clerk');
  await clerk.openCase(number);
  await clerk.command('hand_over', async (form) => {
    await form.locator('[name="to"]').selectOption({ label: '事務処理センター' });
    await form.locator('[name="text"]').fill('住所の書き方を見てください。');
  });
  assert.match(await clerk.page.locator('.case-facts').innerText(), /手元\s*事務処理センター/);
  await clerk.open('/office/?view=all&desk=jimu-centre&sort=newest');
  assert.match(await clerk.page.locator('table.cases tr', { hasText: number }).innerText(), /手元：事務処理センター/);

  const centre = await Officer.signIn(counter, 'centre');
  await centre.press('次の1件 N');
  assert.match(await centre.page.locator('h1').innerText(), new RegExp(number));
  assert.match(await centre.text(), /住所の書き方を見てください。/);
  for (const decides of ['propose', 'settle', 'complete']) assert.equal(await centre.offers(decides), false, decides);
  assert.ok(await centre.offers('request_correction'));
  const home = await (await centre.form('hand_over')).locator('[name="to"] option').nth(1).innerText();
  await centre.command('hand_over', (form) => form.locator('[name="to"]').selectOption({ label: home }));
  assert.match(await centre.page.locator('[role="status"]').first().innerText(), /ほかの課へ回しました/);
  assert.equal(await centre.page.locator('table.cases a.num', { hasText: number }).count(), 0, 'it is out of their sight');

  await clerk.openCase(number);
  assert.doesNotMatch(await clerk.page.locator('.case-facts').innerText(), /手元/);
  await Promise.all([resident.leave(), clerk.leave(), centre.leave()]);
});

test('rules for desks are tried and proposed by one, confirmed by another, and hold for what is filed next', async () => {
  const head = await Officer.signIn(counter, 'chief');
  await head.open('/office/routing?department=suido-eigyo');
  await head.look();
  assert.match(await head.text(), /新しい申請は、すべて所管の部署に置きます/);
  await head.page.locator('#procedure-1').selectOption('suido-kaishi');
  await head.press('最近の申請で試す');
  assert.match(await head.page.locator('[role="alert"]').innerText(), /1番目の規則の「置く部署」を選んでください/);
  assert.equal(await head.page.locator('#procedure-1').inputValue(), 'suido-kaishi', 'what was chosen stays');
  await head.page.locator('#desk-1').selectOption({ label: '事務処理センター' });
  await head.press('最近の申請で試す');
  await head.look();
  assert.match(await head.text(), /試した結果/);
  await head.press('確認を頼む');
  await head.look();
  assert.equal(await head.page.getByRole('button', { name: '確認して使い始める' }).count(), 0, 'nobody confirms their own');

  const other = await Officer.signIn(counter, 'approver');
  await other.open('/office/routing?department=suido-eigyo');
  await other.look();
  await other.press('確認して使い始める');
  assert.match(await other.text(), /使い始めました/);

  const { resident, number } = await filed('suido-kaishi');
  const centre = await Officer.signIn(counter, 'centre');
  await centre.openCase(number);
  assert.match(await centre.text(), /受け付けて振り分けました/);
  await Promise.all([resident.leave(), head.leave(), other.leave(), centre.leave()]);
});

test('an administrator gives a role, and a second one agrees to what one does not give alone', async () => {
  const admin = await Officer.signIn(counter, 'admin');
  assert.match(admin.page.url(), /\/office\/staff$/, 'administrators begin there');
  await admin.look();
  const { page } = admin;
  await page.locator('[name="q"]').fill('centre@');
  await admin.press('しぼり込む');
  await admin.look();
  await Promise.all([page.waitForEvent('load'), page.locator('table.people a.num').click()]);
  await admin.look();
  const person = page.url();
  const gives = async (role, rank) => {
    await page.locator('summary', { hasText: '役割を追加する' }).click();
    await page.locator('#department').selectOption('suido-eigyo');
    await page.locator('#role').selectOption({ label: role });
    if (rank) await page.locator('#rank').selectOption({ label: rank });
    await admin.press('この役割を追加する');
  };
  await gives('主任');
  assert.match(await admin.text(), /役割を追加しました/);
  await gives('監査');
  assert.match(await page.locator('.requests').innerText(), /監査.*を追加する/);
  assert.equal(await page.getByRole('button', { name: /確認して進める/ }).count(), 0, 'nobody agrees to what they asked for');
  await admin.look();

  const other = await Officer.signIn(counter, 'admin2');
  await other.look();
  await Promise.all([other.page.waitForEvent('load'), other.page.getByRole('button', { name: /確認して進める/ }).click()]);
  await other.open(new URL(person).pathname);
  assert.match(await other.page.locator('section[aria-labelledby="grants"]').innerText(), /監査/);
  assert.match(await other.page.locator('section[aria-labelledby="history"]').innerText(), /山本 管/);

  await other.page.locator('details:has([name="grant"][value^="auditor@"]) > summary').click();
  await Promise.all([other.page.waitForEvent('load'), other.page.locator('form:has([name="grant"][value^="auditor@"]) button').click()]);
  assert.doesNotMatch(await other.page.locator('section[aria-labelledby="grants"]').innerText(), /監査/, 'taking away needs nobody else');
  const clerk = await Officer.signIn(counter, 'clerk');
  await clerk.open('/office/');
  assert.equal(await clerk.page.locator('a', { hasText: /^職員$/ }).count(), 0, 'clerks have no such page');
  await Promise.all([admin.leave(), other.leave(), clerk.leave()]);
});

test('of two that ask for the same one is closed, and what was filed first stays beside what was mended', async () => {
  const [one, other] = [await filed('jido-teate-nintei'), await filed('jido-teate-nintei')];
  const clerk = await Officer.signIn(counter, 'clerk');
  await clerk.openCase(one.number);
  assert.equal(await clerk.offers('close'), false, 'who checks ends nothing');
  await clerk.follow('職権で直す');
  await clerk.page.locator('#answers [name="address/block"]').fill('１７番１号');
  await clerk.page.locator('#reason').fill('番地を住民票の書き方に直しました。');
  await clerk.press('直す前に確かめる');
  await clerk.press('この内容で直す');
  assert.match(await clerk.text(), /職員が入力/);
  await clerk.follow('最初の申請と、版を見比べる');
  assert.match(await clerk.page.locator('table.compare').innerText(), /17番1号/);
  await clerk.fitsBoth('revisions');
  await clerk.page.locator('#after').selectOption('1');
  await clerk.press('見比べる');
  assert.doesNotMatch(await clerk.text(), /17番1号/, 'as it was filed');

  const lead = await Officer.signIn(counter, 'lead');
  await lead.openCase(other.number);
  await lead.form('close');
  await lead.fitsBoth('closing');
  await lead.command('close', async (form) => {
    await form.locator('[name="ground"][value="duplicate"]').check();
    await form.getByLabel('続ける方の受付番号').fill(one.number);
    await form.locator('[name="reason"]').fill('同じ届出が、先に届いています。');
    await form.locator('[name="sure"]').check();
  });
  assert.match(await lead.text(), /審査をせずに終えました[^]*失効・終了/);
  await other.resident.until('審査をせずに終えました', other.number);
  const told = await other.resident.page.locator('main').innerText();
  assert.match(told, /審査をせずに終了[^]*同じ届出が、先に届いています。/);
  assert.ok(!told.includes(one.number), 'another filing is another person\'s');
  await Promise.all([one.resident.leave(), other.resident.leave(), clerk.leave(), lead.leave()]);
});
