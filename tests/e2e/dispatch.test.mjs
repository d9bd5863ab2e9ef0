// A notice on paper: posted, come back, sent where somebody found out, and handed over the counter.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertFits } from './accessible.mjs';
import { answersFor } from './answers.mjs';
import { eventually, openCounter, TELEPHONE } from './counter.mjs';
import { Officer } from './office.mjs';
import { Resident } from './resident.mjs';

let counter;
before(async () => { counter = await openCounter(); });
after(() => counter?.close());

/** Somebody without e-mail is granted what they asked for; gives the receipt number. */
async function granted(clerk, approver) {
  const { data } = await answersFor('jido-teate-nintei');
  // Without an address for letters the notice goes by post.
  delete data.contact.email;
  const resident = await Resident.arrive(counter);
  await resident.beginAt('jido-teate-nintei');
  await resident.fillAll(data);
  await resident.send();
  await eventually('the receipt', () => /\/receipts\//.test(resident.page.url()));
  const { number } = await resident.numbers();
  await resident.leave();
  await clerk.openCase(number);
  await clerk.claim();
  await clerk.propose('approve');
  await approver.openCase(number);
  await approver.conclude('approve');
  return number;
}

/** The page as it is on a telephone. */
async function fits(officer) {
  const desk = officer.page.viewportSize();
  await officer.page.setViewportSize(TELEPHONE.viewport);
  await assertFits(officer.page);
  await officer.look();
  await officer.page.setViewportSize(desk);
}

test('a notice is posted, comes back, and goes where somebody found out', async () => {
  const post = await Officer.signIn(counter, 'post');
  assert.match(await post.text(), /発送を待つ文書はありません。次に決裁されるとここに並びます。/);
  const [clerk, approver] = [await Officer.signIn(counter, 'clerk'), await Officer.signIn(counter, 'approver')];
  const number = await granted(clerk, approver);

  await post.open('/office/dispatch');
  const paper = await post.page.locator('table.letters a.num').innerText();
  assert.match(paper, /^.+第\d+号$/);
  await fits(post);
  await post.page.locator('table.letters tbody input[type="checkbox"]').check();
  await post.page.locator('[name="post"][value="recorded"]').check();
  await post.press('選んだ通知書の差し出しを記録する');
  assert.match(await post.text(), /お問い合わせ番号（11〜13けたの数字）/);
  assert.ok(await post.page.locator('table.letters tbody input[type="checkbox"]').isChecked(), 'what was chosen stays');
  await post.page.locator('table.letters input.num').fill('123-45-67890-1');
  await post.press('選んだ通知書の差し出しを記録する');
  assert.match(await post.text(), /差し出しを記録しました/);

  await post.open('/office/dispatch/returned');
  await post.page.locator('#number').fill(paper);
  await post.page.locator('[name="reason"][value="unknown"]').check();
  await post.press('戻ったことを記録する');
  assert.match(await post.text(), /宛所不明/);
  await fits(post);

  await clerk.openCase(number);
  assert.match(await clerk.text(), /戻りました（宛所不明/);
  await clerk.command('confirm_address', async (form) => {
    await form.locator('[name="notice"]').check();
    await form.locator('[name="text"]').fill('青葉区本町1-1。本人に電話で聞いた。');
    await form.locator('[name="sure"]').check();
  });
  assert.match(await clerk.text(), /発送待ちに戻りました/);
  await post.open('/office/dispatch');
  assert.match(await post.text(), /確かめた送り先\s*青葉区本町1-1/);

  await clerk.command('hand_out', async (form) => {
    await form.locator('[name="notice"]').check();
    await form.locator('[name="identity"]').fill('本人。運転免許証を見た。');
    await form.locator('[name="sure"]').check();
  });
  assert.match(await clerk.text(), /窓口で渡しました（/);
  await fits(clerk);
  await post.open('/office/dispatch');
  assert.match(await post.text(), /発送を待つ文書はありません/);
  await Promise.all([post.leave(), clerk.leave(), approver.leave()]);
});

test('notices are printed together, counted and posted', async () => {
  const [post, clerk, approver] = [await Officer.signIn(counter, 'post'), await Officer.signIn(counter, 'clerk'), await Officer.signIn(counter, 'approver')];
  await granted(clerk, approver);
  await post.open('/office/dispatch');
  await post.page.locator('table.letters tbody input[type="checkbox"]').check();
  await post.press('選んだ通知書をまとめて印刷する');
  assert.match(await post.text(), /まだ数えていません/);
  await fits(post);
  await post.press('1通を印刷する');
  const [fetched] = await Promise.all([post.page.waitForEvent('download'), post.page.getByRole('link', { name: 'PDFを開く', exact: true }).click()]);
  assert.match(fetched.suggestedFilename(), /^soufu-\d+\.pdf$/);
  await fits(post);

  // A reader types a code and presses Enter behind it; Enter on an empty line is the end.
  const codes = post.page.locator('#codes');
  await codes.pressSequentially(await post.page.locator('td.code').innerText());
  await codes.press('Enter');
  await Promise.all([post.page.waitForEvent('load'), codes.press('Enter')]);
  assert.match(await post.text(), /封入を数えました/);
  await post.page.locator('[name="post"][value="ordinary"]').check();
  await post.press('差し出しを記録する');
  assert.match(await post.text(), /差し出しを記録しました/);
  await post.open('/office/dispatch');
  assert.match(await post.text(), /発送を待つ文書はありません/);
  await Promise.all([post.leave(), clerk.leave(), approver.leave()]);
});
