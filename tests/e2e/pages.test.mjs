// Every page of the office that somebody can reach from their first one, at the three widths of desks and telephones.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertFits } from './accessible.mjs';
import { openCounter } from './counter.mjs';
import { Officer } from './office.mjs';

const PEOPLE = ['clerk', 'lead', 'chief', 'approver', 'centre', 'roads', 'counter', 'post', 'author', 'admin'];
const SCREENS = [[360, 740], [1280, 800], [1920, 1080]];
/** Where one arrives only with something in hand: a letter, a second step, a ticked list. */
const BEHIND_A_STEP = ['/office/sign-in', '/office/sign-in/second', '/office/bulk'];
/** What is no page. */
const FILES = /\.(pdf|csv)$|\/(attachments|notices|prints)\//;

let counter;
const seen = new Set();

before(async () => {
  counter = await openCounter();
  await counter.run('seed', '--submissions', '40');
});
after(() => counter.close());

/** One page of each kind: which case, person or list it is makes no other. */
function kind(address) {
  const { pathname, searchParams } = new URL(address);
  const path = pathname.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '{id}');
  return path === '/office/' ? `${path}?view=${searchParams.get('view') ?? 'mine'}` : path;
}

/** Follows every link of the office, and looks at what is behind it. */
async function walk(officer, look) {
  const { page } = officer;
  const [met, ahead] = [new Set(), [page.url()]];
  while (ahead.length > 0) {
    const address = ahead.shift();
    if (met.has(kind(address)) || FILES.test(kind(address))) continue;
    met.add(kind(address));
    const answer = await officer.open(address);
    assert.equal(answer.status(), 200, `${address} is linked`);
    await look(page, address);
    const links = await page.locator('a[href^="/office"]').evaluateAll((all) => all.map(({ href }) => href.split('#')[0]));
    ahead.push(...links);
  }
  return met;
}

for (const person of PEOPLE) {
  test(`every page that ${person} reaches is whole at each width`, async () => {
    const officer = await Officer.signIn(counter, person);
    const met = await walk(officer, async (page, address) => {
      assert.equal(await page.locator('h1').count(), 1, `${address} has one heading of its own`);
      for (const [width, height] of SCREENS) {
        await page.setViewportSize({ width, height });
        await assertFits(page);
      }
    });
    met.forEach((page) => seen.add(page.split('?')[0]));
    await officer.leave();
  });
}

test('every page of the office is linked for somebody', async () => {
  const routes = await counter.run('routes');
  const pages = [...routes.matchAll(/^GET +(\/office\S*) +staff\(.* staff-page$/gm)].map(([, path]) => path);
  assert.ok(pages.length >= 40, `${pages.length} pages are known`);
  const alone = pages.filter((path) => !path.includes('{') && !BEHIND_A_STEP.includes(path));
  const missed = alone.filter((path) => !seen.has(path) && !seen.has(`${path}/`));
  assert.deepEqual(missed, [], 'pages to which nothing leads');
});
