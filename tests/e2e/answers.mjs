// What people answer: the definitions' own examples, brought to today.

import { deflateSync } from 'node:zlib';
import { definition } from './definitions.mjs';

export const PROCEDURES = {
  'juminhyo-utsushi': 'certificates',
  'joseki-kaisei': 'certificates',
  'sodai-gomi': 'waste',
  'jido-teate-nintei': 'children',
  'suido-kaishi': 'water',
  'inu-toroku': 'health',
};

/** What is filled in by stories of its own. */
const OTHERS = { 'doro-senyo': 'planning', 'juminhyo-kisaijiko': 'certificates', 'koza-furikae': 'tax', 'mibun-shomei': 'certificates' };

/** The data of an example, by its name or the first one, with `changes` on top. */
export async function example(procedure, name, changes = {}) {
  const form = await definition(`${{ ...PROCEDURES, ...OTHERS }[procedure]}/${procedure}.json`);
  const found = form['x-examples'].find((candidate) => !candidate.problems && (!name || candidate.name === name));
  if (!found) throw new Error(`${procedure} has no valid example ${name}`);
  return { title: form.title, data: { ...dataOf(form, found), ...changes } };
}

/** The answers of an example, which may be like an earlier one but for a change. */
export function dataOf(form, { data, like, change }) {
  if (data) return data;
  const model = form['x-examples'].find((candidate) => candidate.name === like);
  return merged(dataOf(form, model), change);
}

/** What is printed on the card of who is named in the answers. */
export function faceOf({ name, birthDate, registeredAddress, ownAddress = registeredAddress }) {
  const { prefecture = '宮城県', city = `仙台市${ownAddress.ward}`, town, block } = ownAddress;
  return { name, birth_date: birthDate, address: `${prefecture}${city}${town}${block}` };
}

/** JSON Merge Patch (RFC 7396). */
function merged(target, patch) {
  if (patch === undefined) return target;
  if (patch === null || typeof patch !== 'object' || Array.isArray(patch)) return patch;
  const result = target && typeof target === 'object' && !Array.isArray(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = merged(result[name], value);
  }
  return result;
}

/** A day some days from today in Japan, as YYYY-MM-DD. */
export function dayFromNow(days) {
  const japan = new Date(Date.now() + 9 * 3600_000 + days * 86_400_000);
  return japan.toISOString().slice(0, 10);
}

/** The next day of a weekday (0 is Sunday), at least `least` days from today, that is no year's end. */
export function nextWeekday(weekday, least) {
  for (let days = least; ; days += 1) {
    const day = dayFromNow(days);
    const closed = /-(12-(29|30|31)|01-0[123])$/.test(day);
    if (new Date(`${day}T00:00:00Z`).getUTCDay() === weekday && !closed) return day;
  }
}

/** Answers to `procedure` that can be filed today. */
export async function answersFor(procedure) {
  switch (procedure) {
    case 'joseki-kaisei': return example(procedure, undefined, { subjectBirthDate: '1938-02-28' });
    case 'sodai-gomi': return example(procedure, 'いす2つ', { collectionDate: nextWeekday(3, 2) });
    case 'jido-teate-nintei': return withNewborn(await example(procedure, '夫婦・銀行口座・マイナンバーは入力しない'));
    case 'suido-kaishi': return example(procedure, '集合住宅の個人', { moveInDate: dayFromNow(20), startDate: dayFromNow(20) });
    case 'inu-toroku': return example(procedure, '柴犬・登録だけ', { dogBirthDate: dayFromNow(-200), acquiredDate: dayFromNow(-5) });
    default: return example(procedure);
  }
}

function withNewborn({ title, data }) {
  const born = dayFromNow(-3);
  return { title, data: { ...data, eventDate: born, children: data.children.map((child) => ({ ...child, birthDate: born })) } };
}

/** The value at a posted name such as `children/0/name`. */
export function valueAt(data, name) {
  return name.split('/').reduce((value, key) => (value === undefined || value === null ? undefined : value[key]), data);
}

/** A photograph, as a telephone takes it: a PNG of one colour. */
export function photograph(width = 400, height = 250) {
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, 0xd0)]);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const picture = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  const chunks = [chunk('IHDR', header), chunk('IDAT', picture), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), ...chunks]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc(body), body.length + 4);
  return out;
}

function crc(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}
