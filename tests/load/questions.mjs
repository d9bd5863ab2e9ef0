// How much somebody answers in ten common filings, at one commit or in the working tree:
//   node tests/load/questions.mjs [COMMIT]
//
// Counted are the answers of the first example that can be filed: what is chosen, typed and
// photographed. What the definition fills in itself (a default that stays) is no answer. With a card,
// what it tells is none either, nor what nobody is asked who is verified. Seconds are reckoned: half a second a character, two a choice,
// 25 a photograph (taken, looked at, sent).

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const top = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const commit = process.argv[2];

const FILINGS = [
  'certificates/juminhyo-utsushi', 'certificates/inkan-shomei', 'certificates/koseki-shomei', 'tax/kazei-shomei',
  'moving/tenshutsu-todoke', 'children/jido-teate-nintei', 'insurance/kokuho-kanyu', 'waste/sodai-gomi',
  'water/suido-kaishi', 'health/inu-toroku',
];
const TOLD = ['resident.name', 'resident.birthDate', 'resident.home', 'resident.address'];
const SECONDS = { character: 0.5, choice: 2, photograph: 25 };

function read(path) {
  if (!commit) return existsSync(join(top, path)) ? JSON.parse(readFileSync(join(top, path))) : undefined;
  try {
    return JSON.parse(execFileSync('git', ['-C', top, 'show', `${commit}:${path}`], { stdio: ['ignore', 'pipe', 'ignore'] }));
  } catch {
    return undefined;
  }
}

/** A question with the part that it takes inside. */
function whole(question) {
  if (!question?.$ref) return question ?? {};
  const { $ref, ...own } = question;
  return { ...whole(read(`forms/${$ref}`)), ...own };
}

/** The answers: what kind each is, and whether a card tells it. */
function* answers(question, value, told = false) {
  const asked = whole(question);
  const asksNoVerified = asked['x-visible']?.includes('applicant == null') ?? false;
  const known = told || asksNoVerified || TOLD.includes(asked['x-prefill']);
  if (value === undefined || value === null || 'x-compute' in asked || asked.default === value) return;
  if (asked.type === 'array' && asked.items?.type !== 'string') {
    for (const row of value) yield* answers(asked.items, row, known);
  } else if (asked.type === 'object') {
    for (const [name, part] of Object.entries(value)) yield* answers(asked.properties?.[name], part, known);
  } else if (asked.format === 'attachment' || asked.items?.format === 'attachment') {
    const pictures = Array.isArray(value) ? value.length : 1;
    for (let at = 0; at < pictures; at += 1) yield { seconds: SECONDS.photograph, known };
  } else if (asked.oneOf || asked.enum || asked.type === 'array' || asked.type === 'boolean' || asked.const !== undefined) {
    yield { seconds: SECONDS.choice * (Array.isArray(value) ? value.length : 1), known };
  } else {
    yield { seconds: SECONDS.character * String(value).length, known };
  }
}

console.log('procedure\tanswers\tseconds\twith a card\tseconds');
for (const path of FILINGS) {
  const form = read(`forms/${path}.json`);
  const { data } = form['x-examples'].find((example) => example.data && !example.problems);
  const all = Object.entries(data).flatMap(([name, value]) => [...answers(form.properties[name], value)]);
  const open = all.filter(({ known }) => !known);
  const kind = ({ length }) => length;
  const seconds = (some) => Math.round(some.reduce((sum, { seconds: one }) => sum + one, 0));
  console.log([form.title, kind(all), seconds(all), kind(open), seconds(open)].join('\t'));
}
