// Of what one person decides alone some is drawn, and another approver looks at it.

import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { answersFor } from './answers.mjs';
import { assertFits } from './accessible.mjs';
import { eventually, openCounter } from './counter.mjs';
import { Officer } from './office.mjs';
import { Resident } from './resident.mjs';

const WATER = 'suido-kaishi';

let counter;
let forms;
before(async () => {
  forms = await mkdtemp(join(tmpdir(), 'madoguchi-forms-'));
  await cp(fileURLToPath(new URL('../../forms/', import.meta.url)), forms, { recursive: true });
  const file = join(forms, 'water', `${WATER}.json`);
  const definition = JSON.parse(await readFile(file, 'utf8'));
  definition['x-procedure'].decision.sample = 100;
  await writeFile(file, JSON.stringify(definition));
  counter = await openCounter('--forms', forms);
});
after(async () => {
  await counter?.close();
  await rm(forms, { recursive: true, force: true });
});

/** A notification that a clerk has recorded alone. */
async function recorded(clerk) {
  const { data } = await answersFor(WATER);
  const resident = await Resident.arrive(counter);
  await resident.beginAt(WATER);
  await resident.fillAll(data);
  await resident.send();
  await eventually('the receipt', () => /\/receipts\//.test(resident.page.url()));
  const { number } = await resident.numbers();
  await resident.leave();
  await clerk.openCase(number);
  await clerk.command('settle');
  return number;
}

test('what a clerk recorded alone is confirmed by an approver, or objected to and mended', async () => {
  const clerk = await Officer.signIn(counter, 'clerk');
  const [right, wrong] = [await recorded(clerk), await recorded(clerk)];
  assert.match(await clerk.text(), /抜取確認：確認待ち/);
  assert.equal(await clerk.offers('sample'), false, 'nobody looks at their own decision');

  const approver = await Officer.signIn(counter, 'approver');
  await approver.open('/office/approvals/sample');
  await approver.follow(right);
  await Promise.all([approver.page.waitForEvent('load'), approver.page.getByRole('button', { name: '確認した' }).click()]);
  await approver.look();
  assert.match(await approver.text(), /抜取確認：確認済み/);

  await approver.open('/office/approvals/sample');
  assert.doesNotMatch(await approver.text(), new RegExp(right));
  await approver.follow(wrong);
  await approver.page.getByText('異議を出す').first().click();
  await approver.page.locator('#sample-objection').fill('使用開始日が申請と違う');
  await approver.press('異議を出す');
  assert.match(await approver.text(), /抜取確認：異議があります/);

  await clerk.openCase(wrong);
  assert.match(await clerk.text(), /使用開始日が申請と違う/);
  await clerk.page.getByRole('link', { name: '更正を申し出る' }).click();
  await clerk.command('propose_reopening', async (form) => {
    await form.locator('[value="clerical"]').check();
    await form.locator('[name="reason"]').fill('使用開始日の書き誤り');
    await form.locator('[name="sure"]').check();
  });
  await clerk.open('/office/statistics');
  assert.match(await clerk.text(), /異議があった\s+1/);
  await Promise.all([clerk.leave(), approver.leave()]);
});

test('the list fits a telephone and works by keyboard', async () => {
  const clerk = await Officer.signIn(counter, 'clerk');
  const number = await recorded(clerk);
  const approver = await Officer.signIn(counter, 'approver');
  await approver.page.setViewportSize({ width: 360, height: 740 });
  await approver.open('/office/approvals/sample');
  await assertFits(approver.page);
  await approver.page.getByRole('link', { name: number }).focus();
  await Promise.all([approver.page.waitForEvent('load'), approver.page.keyboard.press('Enter')]);
  await assertFits(approver.page);
  const button = approver.page.getByRole('button', { name: '確認した' });
  await button.focus();
  await Promise.all([approver.page.waitForEvent('load'), approver.page.keyboard.press('Enter')]);
  assert.match(await approver.text(), /抜取確認：確認済み/);
  await Promise.all([clerk.leave(), approver.leave()]);
});
