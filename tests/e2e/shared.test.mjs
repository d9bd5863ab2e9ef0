// A machine that others use too, such as a library's.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openCounter } from './counter.mjs';
import { Resident } from './resident.mjs';

let counter;
before(async () => { counter = await openCounter(); });
after(() => counter?.close());

const NOTE = '5分間なにもしないと終わり';
const SOON = 'まもなく終わります';

test('a shared machine says when it ends, waits for whoever is there, and shows the next person nothing', async () => {
  const hanako = await Resident.arrive(counter);
  const { page } = hanako;
  await page.clock.install();
  await hanako.open('/procedures/inu-toroku');
  await hanako.follow(page.getByRole('link', { name: '共用の端末で使っています' }));
  await hanako.look();
  await hanako.press('共用の端末として使う');
  await page.waitForURL(/\/procedures\/inu-toroku/);
  await hanako.beginAt('inu-toroku');
  assert.match(await page.getByRole('complementary', { name: '共用の端末' }).innerText(), new RegExp(NOTE));
  const draft = page.url();

  await page.clock.fastForward('04:10');
  const alert = page.getByRole('alert').filter({ hasText: SOON });
  await alert.waitFor();
  assert.match(await page.locator('[data-left]').innerText(), /あと\d+秒/);
  await hanako.look();
  const told = page.waitForResponse((answer) => answer.url().endsWith('/shared/still'));
  await page.getByRole('button', { name: '続ける' }).click();
  assert.equal((await told).status(), 204);
  await page.locator('[data-soon]').waitFor({ state: 'hidden' });

  await page.clock.fastForward('05:01');
  await page.waitForURL(`${counter.address}/`);
  await page.goBack();
  assert.ok(!(await page.content()).includes('data-live'), 'nothing of the form is shown again');
  assert.equal((await hanako.open(draft)).status(), 404);
  await hanako.leave();
});

test('without script a shared machine says its time in words, and goes by itself', async () => {
  const hanako = await Resident.arrive(counter, { javaScript: false });
  const began = await hanako.open('/shared');
  assert.equal(began.status(), 200);
  await hanako.beginAt('inu-toroku');
  assert.match(await hanako.page.getByRole('complementary', { name: '共用の端末' }).innerText(), new RegExp(NOTE));
  assert.match(await hanako.page.content(), /http-equiv="refresh" content="300; url=\/shared"/);
  await hanako.leave();
});
