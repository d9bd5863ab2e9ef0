// The plain schemas of all procedures in a validator that shares nothing with the engine's.
// The schemas and the valid examples are what `cargo nextest run -p form-engine` has left.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";

import Ajv from "ajv/dist/2020.js";

const target = process.env.CARGO_TARGET_DIR ?? new URL("../../target", import.meta.url).pathname;
const folder = `${target}/tmp/plain-schemas`;

test("every valid example passes, and what nobody asked does not", async () => {
  const files = await readdir(folder);
  assert.ok(files.length >= 100, `${files.length} procedures`);
  for (const file of files) {
    const { schema, examples } = JSON.parse(await readFile(`${folder}/${file}`, "utf8"));
    // Strict but for what the standard allows: several types, names of `then` required there.
    const ajv = new Ajv({ strict: true, allowUnionTypes: true, strictTypes: false, strictRequired: false });
    const fits = ajv.compile(schema);
    assert.ok(examples.length > 0, file);
    for (const example of examples) {
      assert.ok(fits(example), `${file}: ${ajv.errorsText(fits.errors)}`);
      assert.ok(!fits({ ...example, nobodyAskedThis: 1 }), file);
    }
    assert.ok(!fits([]), file);
  }
});
