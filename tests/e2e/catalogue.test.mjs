// Every page of every procedure and guide, as a resident on a telephone sees it.
//
// A thousand pages take ten minutes, so this runs only when it is asked for:
// MADOGUCHI_EVERY_PAGE=1 tests/run. The portal's own tests audit the same pages' HTML each time.

import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { openCounter } from './counter.mjs';
import { definition, forms } from './definitions.mjs';
import { Resident } from './resident.mjs';

/** The definitions of a folder. */
async function definitionsIn(folder) {
  const files = (await readdir(forms + folder)).filter((name) => /^[a-z0-9-]+\.json$/.test(name));
  return Promise.all(files.map(async (name) => definition(`${folder}/${name}`)));
}

const folders = (await readdir(forms, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map((entry) => entry.name);

const skip = !process.env.MADOGUCHI_EVERY_PAGE;

let counter;
before(async () => { if (!skip) counter = await openCounter(); });
after(() => counter?.close());

/** Begins a procedure, with the answers that lead to its form where it asks any. */
async function begin(resident, form) {
  await resident.open(`/procedures/${form.$id}`);
  await resident.press('この手続を始める');
  for (const question of form['x-eligibility'] ?? []) {
    await resident.page.locator(`[name="${question.id}"][value="${question.expect}"]`).check();
  }
  if (form['x-eligibility']) await resident.press('次へ');
  return new URL(resident.page.url()).pathname.split('/')[2];
}

// Two telephones at once: the house has two cores where this runs.
describe('the catalogue', { concurrency: 2, skip }, () => {
  for (const folder of folders.filter((name) => !['parts', 'city'].includes(name) && name !== 'life-events').sort()) {
    test(`the pages of ${folder}`, async () => {
      for (const form of await definitionsIn(folder)) {
        const { opening } = form['x-procedure'];
        const today = new Date(Date.now() + 9 * 3600_000).toISOString().slice(0, 10);
        if (opening && ((opening.from ?? today) > today || (opening.until ?? today) < today)) continue;
        const { data } = form['x-examples'][0];
        const resident = await Resident.arrive(counter);
        const draft = await begin(resident, form);
        for (const page of form['x-pages']) {
          await resident.open(`/apply/${draft}/${page.id}`);
          if (!resident.page.url().endsWith(`/${page.id}`)) continue;
          await resident.fillWhatIsShown(data, new Set());
          await resident.go();
        }
        await resident.open(`/apply/${draft}/check`);
        assert.ok(resident.looked.size > form['x-pages'].length / 2, form.$id);
        await resident.leave();
      }
    });
  }
});

test('the pages of the life-event guides', { skip }, async () => {
  const resident = await Resident.arrive(counter);
  for (const guide of (await definitionsIn('life-events')).filter((guide) => guide['x-steps'].length > 0)) {
    await resident.open(`/life-events/${guide.$id}`);
    await resident.press('一覧をつくる');
    assert.match(await resident.page.locator('main').innerText(), new RegExp(guide.title.slice(0, 2)));
  }
  await resident.leave();
});
