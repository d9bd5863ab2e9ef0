// Proving who one is by card: at a real provider of the shape of the national service, and at the
// pretended one of a demonstration.

import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import Provider from 'oidc-provider';
import { eventually, openCounter } from './counter.mjs';
import { Resident } from './resident.mjs';

const FACTS = { name: '見本 太郎', birthdate: '19700102', gender: '1', address: '宮城県仙台市青葉区国分町三丁目7番1号' };
const SCOPE = 'openid name birthdate gender address';

let folder;
let house;
let real;
let pretended;
/** Whether whoever sits in front of the provider stops. */
let stops = false;

const free = () => new Promise((resolve) => {
  const socket = createSocket().listen(0, '127.0.0.1', () => {
    const { port } = socket.address();
    socket.close(() => resolve(port));
  });
});

const keys = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwk = (key) => ({ ...key.export({ format: 'jwk' }), use: 'sig', alg: 'ES256' });

/** A provider of the national shape: ES256, a name of its own for each town, four facts apart. */
async function opens(port, client) {
  const provider = new Provider(`http://localhost:${port}`, {
    clients: [client],
    jwks: { keys: [jwk(keys().privateKey)] },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    claims: { openid: ['sub', 'acr'], name: ['name'], birthdate: ['birthdate'], gender: ['gender'], address: ['address'] },
    acrValues: ['aal3'],
    subjectTypes: ['pairwise'],
    pairwiseIdentifier: (_ctx, id, { clientId }) => createHash('sha256').update(`${clientId} ${id}`).digest('hex'),
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    pkce: { required: () => true },
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...FACTS }) }),
    async loadExistingGrant(ctx) {
      const { client: asking, session } = ctx.oidc;
      const grant = new ctx.oidc.provider.Grant({ clientId: asking.clientId, accountId: session.accountId });
      grant.addOIDCScope(SCOPE);
      await grant.save();
      return grant;
    },
  });
  const pages = provider.callback();
  const server = createServer(async (request, answer) => {
    if (!request.url.startsWith('/interaction/')) return pages(request, answer);
    const result = stops ? { error: 'access_denied' } : { login: { accountId: 'taro', acr: 'aal3' } };
    return provider.interactionFinished(request, answer, result);
  });
  await new Promise((resolve) => server.listen(port, 'localhost', resolve));
  return server;
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'madoguchi-identity-'));
  const [idPort, port] = [await free(), await free()];
  const { privateKey, publicKey } = keys();
  const keyFile = join(folder, 'key.pem');
  await writeFile(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  house = await opens(idPort, {
    client_id: 'town',
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: 'ES256',
    id_token_signed_response_alg: 'ES256',
    subject_type: 'pairwise',
    jwks: { keys: [jwk(publicKey)] },
    redirect_uris: [`http://localhost:${port}/identity/card/back`],
  });
  const address = `http://localhost:${port}`;
  real = Object.assign(await openCounter(
    '--listen', `127.0.0.1:${port}`, '--public-url', address,
    '--citizen-issuer', `http://localhost:${idPort}`, '--citizen-client-id', 'town',
    '--citizen-key-file', keyFile, '--citizen-levels', 'aal3',
  ), { address });
  pretended = await openCounter();
});
after(async () => {
  await Promise.all([real?.close(), pretended?.close()]);
  house?.close();
  await rm(folder, { recursive: true, force: true });
});

const main = (resident) => resident.page.locator('main').innerText();

/** At the page of a procedure that asks who somebody is; of 児童手当 where none is named. */
async function atWho(counter, javaScript = true, procedure = 'jido-teate-nintei') {
  const resident = await Resident.arrive(counter, { javaScript });
  await resident.beginAt(procedure);
  const { pathname } = new URL(resident.page.url());
  await resident.page.goto(`${counter.address}${pathname.replace(/[^/]+$/, 'who')}`);
  return resident;
}

test('a real provider of the national shape says who somebody is', async () => {
  const resident = await atWho(real);
  const { page } = resident;
  await page.locator('[name=kana]').fill('ミホン タロウ');
  stops = true;
  await resident.press('マイナンバーカードで本人確認する');
  assert.match(await main(resident), /本人確認はしていません/);
  stops = false;
  await resident.press('マイナンバーカードで本人確認する');
  assert.match(new URL(page.url()).pathname, /\/who$/);
  const told = await main(resident);
  assert.match(told, /本人確認ができました：見本 太郎 さん/);
  assert.match(told, /1970年1月2日/);
  assert.equal(await page.locator('[name=name]').count(), 0);
  assert.equal(await page.locator('[name=kana]').inputValue(), 'ミホン タロウ');
});

for (const javaScript of [true, false]) {
  test(`a demonstration pretends a provider (${javaScript ? 'with' : 'without'} script)`, async () => {
    const resident = await atWho(pretended, javaScript);
    const { page } = resident;
    await page.locator('[name=kana]').fill('ミホン ハナコ');
    await resident.press('マイナンバーカードで本人確認する');
    await page.locator('#outcome-other-nonce').check();
    await resident.press('この人として進む');
    assert.match(await main(resident), /確かめられませんでした/);
    await resident.press('マイナンバーカードで本人確認する');
    await resident.press('この人として進む');
    assert.match(await main(resident), /本人確認ができました：見本 花子 さん/);
    assert.equal(await page.locator('[name=kana]').inputValue(), 'ミホン ハナコ');
    await resident.press('本人確認をやめる');
    assert.equal(await page.locator('[name=name]').inputValue(), '見本 花子');
  });
}

test('a name that was verified is not taken for another one', async () => {
  const resident = await atWho(pretended, true, 'inkan-shomei');
  await resident.press('マイナンバーカードで本人確認する');
  await resident.press('この人として進む');
  const { page } = resident;
  await page.goto(page.url().replace(/who.*$/, 'check'));
  const told = await main(resident);
  assert.match(told, /見本　花子/);
  assert.doesNotMatch(told, /氏名が、電子署名の氏名と違います/);
});

for (const javaScript of [true, false]) {
  test(`a card leaves three questions of 住民票の写し, and signs for it (${javaScript ? 'with' : 'without'} script)`, async () => {
    const resident = await Resident.arrive(pretended, { javaScript });
    const { page } = resident;
    await resident.beginAt('juminhyo-utsushi');
    await page.locator('[name="capacity"][value="self"]').check();
    await resident.go();
    await resident.press('マイナンバーカードで本人確認する');
    await resident.press('この人として進む');
    assert.match(await main(resident), /住所の質問が空いていれば、先に入れてあります/);
    await resident.go();
    await page.locator('[name="contact/phone"]').fill('090-1234-5678');
    await resident.go();
    assert.equal(await page.locator('[name="registeredAddress/town"]').inputValue(), '国分町三丁目');
    await resident.go();
    await page.locator('[name="scope"][value="whole"]').check();
    while (!resident.onCheckPage()) await resident.go();
    await resident.signsWith({ name: '見本 花子', birth_date: '1985-03-15', address: FACTS.address });
    assert.doesNotMatch(await main(resident), /ちがうところがあります/);
    await resident.send();
    await eventually('the receipt', () => /\/receipts\//.test(page.url()));
    assert.match(await main(resident), /410円/);
    await resident.leave();
  });
}
