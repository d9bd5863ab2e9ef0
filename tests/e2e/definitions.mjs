// Definitions as they are published in the city of `forms/city`: its words filled in.

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** The folder of definitions. */
export const forms = fileURLToPath(new URL('../../forms/', import.meta.url));

const words = JSON.parse(await readFile(`${forms}city/words.json`, 'utf8'));

/** What a word says in Japanese: it may call others. */
function said(name) {
  const word = words[name];
  if (word === undefined) throw new Error(`the city has no word ${name}`);
  return filled(String(word?.ja ?? word));
}

/** A text with its words in it; a sum is the number that it amounts to. */
function filled(text) {
  const full = text.replace(/\{\{(=?)(.*?)\}\}/g, (_, plain, name) => (plain ? said(name).replaceAll(',', '') : said(name)));
  if (full === text || !full.startsWith('=')) return full;
  const sum = full.slice(1).replaceAll(',', '');
  if (!/^[-+*/ ().\d]+$/.test(sum)) throw new Error(`no sum: ${text}`);
  return Function(`return ${sum}`)();
}

/** The definition at `path` below the folder. */
export async function definition(path) {
  const revive = (_, value) => (typeof value === 'string' ? filled(value) : value);
  return JSON.parse(await readFile(`${forms}${path}`, 'utf8'), revive);
}
