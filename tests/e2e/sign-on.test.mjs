// Coming in by the city's own provider of identities: a real one, started here.

import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import Provider from 'oidc-provider';
import { assertAccessible } from './accessible.mjs';
import { DESK, openCounter } from './counter.mjs';
import { freePort, listens } from './ports.mjs';

let folder;
let house;
let bySecret;
let byKey;
/** Who sits in front of the provider. */
let who;

/** A provider that lets in whoever sits there, and asks nobody anything. */
async function opens(port, clients) {
  const provider = new Provider(`http://localhost:${port}`, {
    clients,
    claims: { openid: ['sub', 'amr'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    pkce: { required: () => true },
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id, email: who.email, email_verified: true }) }),
    async loadExistingGrant(ctx) {
      const { client, session } = ctx.oidc;
      const grant = new ctx.oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid email');
      await grant.save();
      return grant;
    },
  });
  const pages = provider.callback();
  const server = createServer(async (request, answer) => {
    if (!request.url.startsWith('/interaction/')) return pages(request, answer);
    return provider.interactionFinished(request, answer, { login: { accountId: who.id, amr: ['pwd'] } });
  });
  await listens(server, port, 'localhost');
  return server;
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'madoguchi-sign-on-'));
  const [idPort, secretPort, keyPort] = [await freePort(), await freePort(), await freePort()];
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const [secretFile, keyFile] = [join(folder, 'secret'), join(folder, 'key.pem')];
  await writeFile(secretFile, 'a secret: of both & no others\n');
  await writeFile(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const back = (port) => [`http://localhost:${port}/office/sign-in/oidc/back`];
  house = await opens(idPort, [
    { client_id: 'by-secret', client_secret: 'a secret: of both & no others', redirect_uris: back(secretPort) },
    {
      client_id: 'by-key',
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'ES256',
      jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), use: 'sig', alg: 'ES256' }] },
      redirect_uris: back(keyPort),
    },
  ]);
  const opened = async (port, id, ...proof) => {
    const counter = await openCounter(
      '--listen', `127.0.0.1:${port}`, '--public-url', `http://localhost:${port}`,
      '--sign-on-issuer', `http://localhost:${idPort}`, '--sign-on-client-id', id, ...proof,
    );
    return Object.assign(counter, { address: `http://localhost:${port}` });
  };
  bySecret = await opened(secretPort, 'by-secret', '--sign-on-secret-file', secretFile);
  byKey = await opened(keyPort, 'by-key', '--sign-on-key-file', keyFile);
});
after(async () => {
  await Promise.all([bySecret?.close(), byKey?.close()]);
  house?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Presses the button of a door in a new browser; gives the page and every address on the way. */
async function comesIn(counter, wanted = '/office/sign-in') {
  const context = await counter.browser.newContext(DESK);
  const page = await context.newPage();
  const addresses = [];
  page.on('request', (request) => addresses.push(request.url()));
  await page.goto(`${counter.address}${wanted}`);
  await assertAccessible(page);
  await page.getByRole('link', { name: '庁内の認証でサインイン' }).click();
  await page.waitForURL((url) => url.href.startsWith(`${counter.address}/office`) && !url.pathname.endsWith('/sign-in'));
  return { context, page, addresses };
}

test('who is known at the provider comes in, the first time by address and then by name', async () => {
  who = { id: 'u-1001', email: 'clerk@demo.example' };
  const first = await comesIn(bySecret);
  await first.page.waitForURL(/\/office\/$/);
  assert.match(await first.page.locator('.who').innerText(), /佐藤|担当者/);
  const left = first.addresses.find((address) => address.includes('code_challenge_method=S256'));
  assert.ok(left?.includes('nonce=') && left.includes('state='), left);

  // Another address there, and still the same person.
  who = { id: 'u-1001', email: 'renamed@city.example' };
  const again = await comesIn(bySecret);
  await again.page.waitForURL(/\/office\/$/);
  // Somebody else there with the address of before is not let in as them.
  who = { id: 'u-2002', email: 'clerk@demo.example' };
  const other = await comesIn(bySecret);
  assert.match(await other.page.locator('main').innerText(), /まだ登録がありません/);
  await Promise.all([first, again, other].map(({ context }) => context.close()));
});

test('who is known there and not here is told whom to ask', async () => {
  who = { id: 'u-3003', email: 'nobody@city.example' };
  const { page, context } = await comesIn(bySecret);
  await assertAccessible(page);
  assert.match(await page.locator('main').innerText(), /まだ登録がありません[^]*問い合わせ/);
  await page.goto(`${bySecret.address}/office/`);
  assert.match(page.url(), /\/office\/sign-in/);
  await context.close();
});

test('a way back leads in once, and in the browser that set out', async () => {
  who = { id: 'u-1004', email: 'clerk2@demo.example' };
  const { page, context, addresses } = await comesIn(bySecret);
  await page.waitForURL(/\/office\/$/);
  const back = addresses.find((address) => address.includes('/oidc/back?'));
  const elsewhere = await bySecret.browser.newContext(DESK);
  for (const browser of [context, elsewhere]) {
    const other = await browser.newPage();
    const answer = await other.goto(back);
    assert.equal(answer.status(), 422);
    assert.match(await other.locator('[role=alert]').first().innerText(), /はじめから/);
  }
  await Promise.all([context.close(), elsewhere.close()]);
});

test('a key in place of a secret proves who we are', async () => {
  who = { id: 'u-1005', email: 'approver@demo.example' };
  const { page, context } = await comesIn(byKey);
  await page.waitForURL(/\/office\/$/);
  await context.close();
});

test('who was on the way to a page comes out there', async () => {
  who = { id: 'u-1001', email: 'renamed@city.example' };
  const { page, context } = await comesIn(bySecret, '/office/approvals');
  await page.waitForURL(/\/office\/approvals$/);
  await context.close();
});
