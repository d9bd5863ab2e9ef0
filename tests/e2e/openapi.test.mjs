// The description of the API as the tools of those who call it read it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { openCounter } from './counter.mjs';

let counter;
before(async () => { counter = await openCounter(); });
after(() => counter?.close());

test('the description passes a validator that is not ours', async () => {
  const description = await (await fetch(`${counter.address}/api/openapi.json`)).json();
  const validator = new Validator();
  const told = await validator.validate(description);
  assert.ok(told.valid, JSON.stringify(told.errors, null, 1));
  assert.equal(validator.version, '3.1');
});

test('a parameter is said to stand where it stands', async () => {
  const { paths } = await (await fetch(`${counter.address}/api/openapi.json`)).json();
  for (const [path, item] of Object.entries(paths)) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
    for (const [method, { parameters = [] }] of Object.entries(item)) {
      const said = parameters.filter((it) => it.in === 'path').map((it) => it.name).sort();
      assert.deepEqual(said, inPath, `${method} ${path}`);
    }
  }
});
