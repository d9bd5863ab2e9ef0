// Paying on a telephone while the payment provider is away, and when it is back: with script and without.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { example } from './answers.mjs';
import { eventually, openCounter } from './counter.mjs';
import { freePort } from './ports.mjs';
import { Resident } from './resident.mjs';

const binary = process.env.MADOGUCHI_BINARY ?? fileURLToPath(new URL('../../target/debug/madoguchi', import.meta.url));
process.env.MADOGUCHI_PAYMENT_SECRET = 'agreed between the two';

let counter;
let data;
let listen;
let provider;

before(async () => {
  data = await mkdtemp(join(tmpdir(), 'madoguchi-provider-'));
  listen = `127.0.0.1:${await freePort()}`;
  await comesBack();
  counter = await openCounter('--payment-provider', `http://${listen}`);
});

after(async () => {
  await counter.close();
  await goesAway();
  await rm(data, { recursive: true, force: true });
});

/** The provider as its own process; what it knows is in its journal. */
async function comesBack() {
  provider = spawn(binary, ['payment-provider', '--listen', listen, '--data', data], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve, reject) => {
    createInterface({ input: provider.stdout }).once('line', resolve);
    provider.once('exit', () => reject(new Error(`the provider does not listen on ${listen}`)));
  });
}

async function goesAway() {
  const ended = new Promise((resolve) => provider.once('exit', resolve));
  provider.kill('SIGKILL');
  await ended;
}

for (const javaScript of [true, false]) {
  test(`a provider that is away loses nothing: pay later, then save the 領収書 (${javaScript ? 'with' : 'without'} script)`, async () => {
    const hanako = await Resident.arrive(counter, { javaScript });
    const { page } = hanako;
    const { data: answers } = await example('juminhyo-utsushi');
    await hanako.beginAt('juminhyo-utsushi');
    await hanako.fillAll(answers);
    await goesAway();
    await hanako.send();
    await eventually('the receipt', () => /\/receipts\//.test(page.url()));
    const { number } = await hanako.numbers();
    const text = () => page.locator('main').innerText();
    for (const _ of ['once', 'pressing again is safe']) {
      await hanako.press(/円を支払う$/);
      assert.match(page.url(), /done=pay-later/);
      assert.match(await text(), /ただいま決済会社につながりません。お金は動いていません/);
    }
    await comesBack();
    await hanako.goToPay();
    assert.match(await text(), /410円/);
    await page.goto(`${counter.address}/receipts/${number}`);
    assert.match(await text(), /二重に支払うことにはなりません/);
    await hanako.payByCard();
    await hanako.until('受付済み', number);
    const link = page.getByRole('link', { name: '領収書をPDFで保存する' });
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    assert.match(download.suggestedFilename(), /^ryoshusho-.*\.pdf$/);
    await hanako.leave();
  });
}
