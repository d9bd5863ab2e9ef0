// A course that is full: somebody waits for a place on their telephone, with script and without, and the office sees it.

import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { dataOf, dayFromNow } from './answers.mjs';
import { eventually, openCounter } from './counter.mjs';
import { definition, forms } from './definitions.mjs';
import { Officer } from './office.mjs';
import { Resident } from './resident.mjs';

const COURSE = 'kyumei-koshu';
const SESSION = 'normal1-next-month';
let counter;
let catalogue;

/** The catalogue with a session of one place that is always still to come. */
before(async () => {
  catalogue = await mkdtemp(join(tmpdir(), 'madoguchi-forms-'));
  await cp(forms, catalogue, { recursive: true });
  const file = join(catalogue, 'city/first-aid-courses.json');
  const list = JSON.parse(await readFile(file, 'utf8'));
  list.items.push({ ...list.items[0], const: SESSION, title: '来月の講習', date: dayFromNow(30), places: 1 });
  await writeFile(file, JSON.stringify(list));
  counter = await openCounter('--forms', catalogue);
});
after(async () => {
  await counter?.close();
  await rm(catalogue, { recursive: true, force: true });
});

const main = (resident) => resident.page.locator('main').innerText();

/** Somebody alone who wants to come to that session. */
async function applicant(name, kana) {
  const form = await definition(`fire/${COURSE}.json`);
  return { ...dataOf(form, form['x-examples'][0]), session: SESSION, name, kana };
}

test('a course that is full is waited for', async () => {
  const first = await applicant('青木 一', 'アオキ ハジメ');
  const headers = { 'content-type': 'application/json', 'idempotency-key': 'first' };
  const filed = await fetch(`${counter.address}/api/v1/submissions`, {
    method: 'POST', headers, body: JSON.stringify({ procedure: COURSE, data: first }),
  });
  assert.equal(filed.status, 201, await filed.text());

  const waiting = [];
  for (const javaScript of [true, false]) {
    const resident = await Resident.arrive(counter, { javaScript });
    const data = await applicant(javaScript ? '井上 花' : '上田 樹', javaScript ? 'イノウエ ハナ' : 'ウエダ イツキ');
    await resident.beginAt(COURSE);
    await eventually('that it is full', async () => {
      await resident.fillWhatIsShown(data, new Set());
      await resident.go();
      return /full=1/.test(resident.page.url());
    });
    assert.match(await main(resident), new RegExp(`いまは空きがありません[^]*満員[^]*いま${waiting.length}件待っています`));
    await resident.fillAll(data);
    await resident.page.getByLabel('確認しました。このまま送ります').check();
    await resident.send();
    await eventually('the receipt', () => /\/receipts\//.test(resident.page.url()));
    assert.match(await main(resident), new RegExp(`キャンセル待ちで受け付けました[^]*前に待っている申込み：${waiting.length}件`));
    waiting.push(/\/receipts\/([0-9A-Z-]+)/.exec(resident.page.url())[1]);
    await resident.leave();
  }

  const clerk = await Officer.signIn(counter, 'clerk');
  await clerk.openCase(waiting[0]);
  const shown = await clerk.page.locator('main').innerText();
  assert.match(shown, /キャンセル待ち[^]*まで/);
  assert.doesNotMatch(shown, /担当する|確認して記録/);
  await clerk.leave();
});
