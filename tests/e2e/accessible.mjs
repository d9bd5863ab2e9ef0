// Every page that a test visits is held against axe: nothing may be found.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import assert from 'node:assert/strict';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What pages without a fault were made of. Axe is half the time of all stories, and finds no more in more of the same. */
const faultless = new Set();

/** Fails when axe finds anything on the page as it stands now. */
export async function assertAccessible(page) {
  const places = await page.evaluate(placesOf);
  if (places.every((place) => faultless.has(place))) return;
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  const found = violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}\n    ${node.html}\n    ${node.failureSummary}`));
  assert.deepEqual(found, [], `${page.url()} is not accessible:\n${found.join('\n')}`);
  places.forEach((place) => faultless.add(place));
}

/**
 * Each element's way down from the top, with all that rules and styles tell apart: attributes, states, whether there
 * are words, and whether it is one of several. A second row is news, a third is not. Runs in the page.
 */
function placesOf() {
  const places = new Set();
  const told = /^(class|type|role|lang|scope|autocomplete|tabindex|aria-(current|hidden|live))$/;
  const walk = (element, above) => {
    const attributes = [...element.attributes].map(({ name, value }) => (told.test(name) || value === '' ? `${name}=${value}` : name));
    const states = [':checked', ':disabled', ':focus', ':target', ':invalid'].filter((state) => element.matches(state));
    const words = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()) ? '' : ' wordless';
    const kind = `${above}>${element.localName}[${attributes.sort().join()}]${states.join('')}${words}`;
    const place = places.has(kind) ? `${kind} again` : kind;
    places.add(place);
    for (const child of element.children) walk(child, place);
  };
  walk(document.documentElement, `${innerWidth}`);
  return [...places];
}

/** Fails when a page is wider than the telephone. */
export async function assertFits(page) {
  const { wide, room } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, room: innerWidth }));
  assert.ok(wide <= room, `${page.url()} is ${wide} px wide on a screen of ${room} px`);
}
