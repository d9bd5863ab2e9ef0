// A course that is full: somebody waits for a place on their telephone, with script and without, and the office sees it.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { dataOf, dayFromNow } from './answers.mjs';
import { eventually, openCounter } from './counter.mjs';
import { definition, forms } from './definitions.mjs';
import { Officer } from './office.mjs';
import { Resident } from './resident.mjs';

const COURSE = 'kyumei-koshu';
let counter;
before(async () => { counter = await openCounter(); });
after(() => counter?.close());

const main = (resident) => resident.page.locator('main').innerText();

/** A session that is still to come, or nothing once the dates that come with the program are over. */
async function session() {
  const { items } = JSON.parse(await readFile(`${forms}city/first-aid-courses.json`, 'utf8'));
  return items.findLast(({ kind, date }) => kind === 'normal1' && date > dayFromNow(14));
}

/** Somebody alone who wants to come to a session. */
async function applicant({ const: id }, name, kana) {
  const form = await definition(`fire/${COURSE}.json`);
  return { ...dataOf(form, form['x-examples'][0]), session: id, name, kana };
}

test('a course that is full is waited for', async (t) => {
  const wanted = await session();
  if (!wanted) return t.skip('every session that comes with the program is over');
  const all = { ...await applicant(wanted, '青木 一', 'アオキ ハジメ'), party: 'group', group: '泉町内会', participants: 30, youngest: 'adult' };
  const headers = { 'content-type': 'application/json', 'idempotency-key': 'all' };
  const filed = await fetch(`${counter.address}/api/v1/submissions`, {
    method: 'POST', headers, body: JSON.stringify({ procedure: COURSE, data: all }),
  });
  assert.equal(filed.status, 201, await filed.text());

  const waiting = [];
  for (const javaScript of [true, false]) {
    const resident = await Resident.arrive(counter, { javaScript });
    const data = await applicant(wanted, javaScript ? '井上 花' : '上田 樹', javaScript ? 'イノウエ ハナ' : 'ウエダ イツキ');
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
