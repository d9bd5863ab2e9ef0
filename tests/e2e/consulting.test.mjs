// Another department is asked before a case is decided, sees it through the question, and answers.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertFits } from './accessible.mjs';
import { answersFor } from './answers.mjs';
import { eventually, openCounter } from './counter.mjs';
import { Officer } from './office.mjs';
import { Resident } from './resident.mjs';

const WATER = 'suido-kaishi';

let counter;
before(async () => { counter = await openCounter(); });
after(() => counter?.close());

/** The receipt number of a notification. */
async function filed() {
  const { data } = await answersFor(WATER);
  const resident = await Resident.arrive(counter);
  await resident.beginAt(WATER);
  await resident.fillAll(data);
  await resident.send();
  await eventually('the receipt', () => /\/receipts\//.test(resident.page.url()));
  const { number } = await resident.numbers();
  await resident.leave();
  return number;
}

test('a department is asked, answers through the question alone, and the case goes on', async () => {
  const [clerk, roads, number] = [await Officer.signIn(counter, 'clerk'), await Officer.signIn(counter, 'roads'), await filed()];
  await clerk.openCase(number);
  await clerk.claim();
  await clerk.command('consult', async (form) => {
    await form.locator('[name="department"]').selectOption('doro-kanri');
    await form.locator('[name="question"]').fill('前の道路に支障はありませんか。');
    const day = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
    await form.locator('[name="due_on"]').fill(day);
    await form.locator('[name="binding"][value="yes"]').check();
  });
  assert.match(await clerk.text(), /合議中/);
  assert.match(await clerk.text(), /必須の合議の答えを待っています/);
  for (const command of ['settle', 'complete']) assert.equal(await clerk.offers(command), false, `no ${command} meanwhile`);

  assert.deepEqual(await roads.find(number), [], 'no list of cases shows it');
  await roads.page.setViewportSize({ width: 360, height: 740 });
  await roads.open('/office/consultations');
  await assertFits(roads.page);
  await roads.follow(number);
  await assertFits(roads.page);
  const asked = new URL(roads.page.url()).pathname;
  assert.match(await roads.text(), /前の道路に支障はありませんか。/);
  await roads.page.getByRole('radio', { name: '不同意' }).check();
  await roads.page.locator('#answer-text').fill('掘削の予定があります。');
  await roads.press('答える');
  assert.match(await roads.text(), /合議に答えました/);
  assert.equal((await roads.page.goto(new URL(asked, counter.address).href)).status(), 404, 'it is out of sight again');

  await clerk.openCase(number);
  assert.match(await clerk.text(), /掘削の予定があります。/);
  assert.equal(await clerk.offers('complete'), false, 'nothing goes on against it');
  const head = await Officer.signIn(counter, 'approver');
  await head.openCase(number);
  await head.command('overrule', async (form) => {
    await form.locator('[name="consultation"]').first().check();
    await form.locator('[name="reason"]').fill('掘削は来月に延びた。');
    await form.locator('[name="sure"]').check();
  });
  await clerk.openCase(number);
  assert.equal(await clerk.offers('complete'), true);
  await Promise.all([clerk.leave(), roads.leave(), head.leave()]);
});
