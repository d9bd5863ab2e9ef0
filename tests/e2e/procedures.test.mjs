// Each procedure is filled to its end: with script, without script, and by keyboard alone.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PROCEDURES, answersFor, valueAt } from './answers.mjs';
import { eventually, openCounter } from './counter.mjs';
import { CHECK, Resident } from './resident.mjs';

let counter;
before(async () => { counter = await openCounter(); });
after(() => counter?.close());

for (const procedure of Object.keys(PROCEDURES)) {
  for (const javaScript of [true, false]) {
    test(`${procedure} is filed ${javaScript ? 'with' : 'without'} script`, async () => {
      const { title, data } = await answersFor(procedure);
      const resident = await Resident.arrive(counter, { javaScript });
      await resident.beginAt(procedure);
      await resident.fillAll(data);
      assert.match(await resident.page.locator('main').innerText(), new RegExp(data.name.replaceAll(' ', '\\s')));
      await resident.send();
      await eventually('the receipt', () => /\/receipts\//.test(resident.page.url()));
      const { number, code } = await resident.numbers();
      assert.ok(number && code, title);
      if (await resident.page.getByRole('button', { name: /円を支払う$/ }).count() > 0) {
        await resident.payAtTheStore();
        await resident.until('受付済み', number);
      }
      assert.match(await resident.page.locator('main').innerText(), /受け付けました|受付済み/);
      await resident.leave();
    });
  }
}

test('several kinds of items make one bill', async () => {
  const { data } = await answersFor('sodai-gomi');
  const items = [
    { kind: 'futon', longestSideCm: 200, weight: 'up-to-100', count: 3 },
    { kind: 'bicycle', longestSideCm: 170, weight: 'up-to-100', count: 1 },
    { kind: 'double-bed', longestSideCm: 210, weight: 'up-to-100', count: 1 },
  ];
  const resident = await Resident.arrive(counter);
  await resident.beginAt('sodai-gomi');
  await resident.fillAll({ ...data, items });
  assert.match(await resident.page.locator('main').innerText(), /5,000円/, '3 × 400 + 800 + 3,000');
  await resident.leave();
});

test('a guided mistake tells the way out: a television is not oversized waste', async () => {
  const { data } = await answersFor('sodai-gomi');
  const resident = await Resident.arrive(counter);
  await resident.beginAt('sodai-gomi');
  await resident.fillPage(data);
  await resident.fillPage(data);
  const item = { kind: 'appliance', longestSideCm: 80, weight: 'up-to-100', count: 1 };
  await resident.fillWhatIsShown({ ...data, items: [item] }, new Set());
  await resident.go();
  assert.match((await resident.mistakes()).join(), /家電リサイクル法/);
  await resident.leave();
});

test('water service is ordered with the keyboard alone', async () => {
  const { data } = await answersFor('suido-kaishi');
  const resident = await Resident.arrive(counter);
  const { page } = resident;
  await resident.open('/procedures/suido-kaishi');
  await tabTo(page, (element) => element.tagName === 'BUTTON' && element.textContent.includes('この手続を始める'));
  await Promise.all([page.waitForURL(/\/apply\//), page.keyboard.press('Enter')]);
  await resident.goOnUntil(CHECK, () => typePage(resident, data));
  await tabTo(page, (element) => element.id === 'consent');
  await page.keyboard.press('Space');
  await tabTo(page, (element) => element.tagName === 'BUTTON' && element.textContent.includes('この内容で送る'));
  await Promise.all([page.waitForURL(/\/receipts\//), page.keyboard.press('Enter')]);
  assert.match(await page.locator('main').innerText(), /受け付けました/);
  await resident.leave();
});

/** Presses Tab until the focus is where it is wanted; fails when it never gets there. */
async function tabTo(page, wanted) {
  for (let presses = 0; presses < 120; presses += 1) {
    if (await page.evaluate(`(${wanted})(document.activeElement)`)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`the keyboard does not reach ${wanted} on ${page.url()}`);
}

/** Goes through the page's controls with Tab and answers each by keys; then presses Enter on 次へ. */
async function typePage(resident, data) {
  const { page } = resident;
  const before = new URL(page.url()).pathname;
  const answered = new Set();
  for (let round = 0; round < 4; round += 1) {
    await page.locator('#main').focus();
    for (let presses = 0; presses < 150; presses += 1) {
      await page.keyboard.press('Tab');
      const control = await page.evaluate(() => {
        const { name, type, tagName, value } = document.activeElement;
        return { name, type, tagName, value };
      });
      if (control.tagName === 'BUTTON' && control.name === ':go') break;
      await typeAnswer(page, control, data, answered);
    }
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
    if (new URL(page.url()).pathname !== before) return;
  }
  assert.fail(`stuck on ${before}: ${(await resident.mistakes()).join(' / ')}`);
}

async function typeAnswer(page, control, data, answered) {
  if (!control.name || control.name.startsWith(':') || answered.has(control.name)) return;
  const [, at, part] = /^(.*?)(?:\.(era|year|month|day))?$/.exec(control.name);
  const value = valueAt(data, at);
  if (value === undefined) return;
  answered.add(control.name);
  if (part === 'era') return;
  if (part) await page.keyboard.type(String(Number(value.split('-')[{ year: 0, month: 1, day: 2 }[part]])));
  else if (control.type === 'radio') await chooseRadio(page, value);
  else if (control.type === 'select-one') await chooseOption(page, value);
  else {
    await page.keyboard.press('Control+A');
    await page.keyboard.type(String(value));
  }
}

async function chooseRadio(page, value) {
  await page.keyboard.press('Space');
  for (let presses = 0; presses < 10; presses += 1) {
    if (await page.evaluate(() => document.activeElement.value) === value) return;
    await page.keyboard.press('ArrowDown');
  }
  assert.fail(`no radio button ${value}`);
}

async function chooseOption(page, value) {
  await page.keyboard.press('Home');
  for (let presses = 0; presses < 80; presses += 1) {
    if (await page.evaluate(() => document.activeElement.value) === value) return;
    await page.keyboard.press('ArrowDown');
  }
  assert.fail(`no option ${value}`);
}
