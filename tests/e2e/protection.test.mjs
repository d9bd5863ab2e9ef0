// Where a protected person (支援措置) is: stars for the office, shown for a reason to who is trusted with it.

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

/** A notification: its number, and what was answered. */
async function filed() {
  const { data } = await answersFor(WATER);
  const resident = await Resident.arrive(counter);
  await resident.beginAt(WATER);
  await resident.fillAll(data);
  await resident.send();
  await eventually('the receipt', () => /\/receipts\//.test(resident.page.url()));
  const { number } = await resident.numbers();
  await resident.leave();
  return { number, data };
}

/** Looks at a case that is open on a telephone, too. */
async function fitsEverywhere(officer) {
  await assertFits(officer.page);
  await officer.page.setViewportSize({ width: 360, height: 740 });
  await assertFits(officer.page);
  await officer.page.setViewportSize({ width: 1280, height: 800 });
}

test('who leads keeps back where somebody is, and reads it for a reason', async () => {
  const [lead, clerk] = [await Officer.signIn(counter, 'lead'), await Officer.signIn(counter, 'clerk')];
  const { number, data } = await filed();
  const places = [data.address.block, data.contact.phone];
  const shows = async (officer, expected) => {
    const seen = await officer.text();
    for (const place of places) assert.equal(seen.includes(place), expected, `${place} in ${seen}`);
  };
  await clerk.openCase(number);
  await shows(clerk, true);
  assert.equal(await clerk.offers('protect'), false, 'it takes a right of its own');

  await lead.openCase(number);
  const until = new Date(Date.now() + 200 * 86_400_000).toISOString().slice(0, 10);
  await lead.command('protect', async (form) => {
    await form.locator('[name="until"]').fill(until);
    await form.locator('[name="reason"]').fill('申出書を受けた。');
    await form.locator('[name="sure"]').check();
  });
  assert.match(await lead.text(), /支援措置の案件です/);
  await shows(lead, false);
  await fitsEverywhere(lead);

  await clerk.openCase(number);
  const seen = await clerk.text();
  assert.ok(seen.includes('支援措置の案件です') && seen.includes('＊＊＊＊') && seen.includes(data.name), seen);
  await shows(clerk, false);
  assert.equal(await clerk.page.locator('label.show').count(), 0, 'nothing to be shown');
  await fitsEverywhere(clerk);
  assert.deepEqual(await clerk.find(data.contact.phone), [], 'no search finds it');

  await lead.openCase(number);
  await lead.reveal('本人からの電話', ['電話番号']);
  assert.ok((await lead.text()).includes(data.contact.phone));
  assert.equal((await lead.text()).includes(data.address.block), false, 'and no more than was asked for');
  await lead.openCase(number);
  assert.match(await lead.text(), /本人からの電話/, 'the history tells why');
  await shows(lead, false);

  await lead.command('unprotect', async (form) => {
    await form.locator('[name="reason"]').fill('申出が取り下げられた。');
    await form.locator('[name="sure"]').check();
  });
  await clerk.openCase(number);
  await shows(clerk, true);
});
