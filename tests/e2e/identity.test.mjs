// Proving who one is: at real providers of the shape of the national service and of that for
// businesses, and at the pretended ones of a demonstration.

import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import Provider from 'oidc-provider';
import { eventually, openCounter } from './counter.mjs';
import { freePort, listens } from './ports.mjs';
import { CHECK, Resident } from './resident.mjs';

const FACTS = { name: '見本 太郎', birthdate: '19700102', gender: '1', address: '宮城県仙台市青葉区国分町三丁目7番1号' };
/** What an account of the service for businesses tells, scope by scope. */
const ACCOUNT = {
  profile: {
    account_type: 2, corp_type: 1, name: '見本行政書士法人', corporate_number: '7000012050002', prefecture_name: '04',
    address1: '仙台市青葉区', address2: '国分町三丁目7番1号', rep_last_nm: '見本', rep_first_nm: '太郎',
  },
  user: { user_last_nm: '行政', user_first_nm: '一郎' },
  delegation_info: { delegation_info: {} },
};
const DELEGATION = {
  delegation_no: '1092730197', delegation_start: '20200401', delegation_end: '20990331', system_cd: 'TOWN',
  category_info: [{ category_cd: 'CITY', category_nm: '市への申請', active_flg: true }], meti_id: 27019707,
  business_type: '法人', corp_no: '4040001099999', firm_nm: '株式会社委任商店', address_pref: '宮城県',
  address_city: '仙台市青葉区', address_number: '国分町三丁目7番1号', last_nm: '委任', first_nm: '次郎',
};

let folder;
let house;
let office;
let real;
let pretended;
/** Whether whoever sits in front of the provider stops. */
let stops = false;
/** For whom the account of a business acts. */
let delegation = {};

const keys = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwk = (key) => ({ ...key.export({ format: 'jwk' }), use: 'sig', alg: 'ES256' });

/** The national shape: ES256, four facts apart. */
const citizens = () => ({
  jwks: { keys: [jwk(keys().privateKey)] },
  enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
  claims: { openid: ['sub', 'acr'], name: ['name'], birthdate: ['birthdate'], gender: ['gender'], address: ['address'] },
  acrValues: ['aal3'],
  pkce: { required: () => true },
  findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...FACTS }) }),
});

/** That for businesses: RS256, a secret, nothing of anybody but by userinfo and the scopes for it. */
const businesses = () => ({
  claims: {
    openid: ['sub'],
    ...Object.fromEntries(Object.entries(ACCOUNT).map(([scope, told]) => [scope, Object.keys(told)])),
  },
  findAccount: (_ctx, id) => ({
    accountId: id,
    claims: () => ({ sub: id, ...ACCOUNT.profile, ...ACCOUNT.user, delegation_info: delegation }),
  }),
});

/** A provider with a name of its own for each town, which grants what was asked for. */
async function opens(port, client, shape) {
  const provider = new Provider(`http://localhost:${port}`, {
    clients: [client],
    ...shape,
    subjectTypes: ['pairwise'],
    pairwiseIdentifier: (_ctx, id, { clientId }) => createHash('sha256').update(`${clientId} ${id}`).digest('hex'),
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    async loadExistingGrant(ctx) {
      const { client: asking, params, session } = ctx.oidc;
      const grant = new ctx.oidc.provider.Grant({ clientId: asking.clientId, accountId: session.accountId });
      grant.addOIDCScope(params.scope);
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
  await listens(server, port, 'localhost');
  return server;
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'madoguchi-identity-'));
  const [idPort, officePort, port] = [await freePort(), await freePort(), await freePort()];
  const { privateKey, publicKey } = keys();
  const keyFile = join(folder, 'key.pem');
  await writeFile(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const secretFile = join(folder, 'secret');
  await writeFile(secretFile, 'a secret of both of them', { mode: 0o600 });
  house = await opens(idPort, {
    client_id: 'town',
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: 'ES256',
    id_token_signed_response_alg: 'ES256',
    subject_type: 'pairwise',
    jwks: { keys: [jwk(publicKey)] },
    redirect_uris: [`http://localhost:${port}/identity/card/back`],
  }, citizens());
  office = await opens(officePort, {
    client_id: 'town',
    client_secret: 'a secret of both of them',
    token_endpoint_auth_method: 'client_secret_basic',
    subject_type: 'pairwise',
    redirect_uris: [`http://localhost:${port}/identity/business/back`],
  }, businesses());
  const address = `http://localhost:${port}`;
  real = Object.assign(await openCounter(
    '--listen', `127.0.0.1:${port}`, '--public-url', address,
    '--citizen-issuer', `http://localhost:${idPort}`, '--citizen-client-id', 'town',
    '--citizen-key-file', keyFile, '--citizen-levels', 'aal3',
    '--business-issuer', `http://localhost:${officePort}`, '--business-client-id', 'town',
    '--business-secret-file', secretFile, '--business-delegations', 'CITY',
  ), { address });
  pretended = await openCounter();
});
after(async () => {
  await Promise.all([real?.close(), pretended?.close()]);
  house?.close();
  office?.close();
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

/** At the first page of what employers file, where they say who they are. */
async function atEmployer(counter, javaScript) {
  const resident = await Resident.arrive(counter, { javaScript });
  await resident.beginAt('tokucho-ido');
  return resident;
}

test('a real provider of the shape for businesses says for whom somebody acts', async () => {
  const resident = await atEmployer(real, true);
  const { page } = resident;
  await resident.press('GビズIDで本人確認する');
  let told = await main(resident);
  assert.match(told, /本人確認ができました：見本行政書士法人/);
  assert.match(told, /7000012050002/);
  assert.equal(await page.locator('[name="organisation/name"]').count(), 0);
  assert.equal(await page.locator('[name="organisation/address/town"]').inputValue(), '国分町三丁目');

  await resident.press('本人確認をやめる');
  delegation = { ...DELEGATION, delegation_end: '20200430' };
  await resident.press('GビズIDで本人確認する');
  assert.match(await main(resident), /委任の期間が始まっていないか、終わっています/);
  delegation = { ...DELEGATION, category_info: [{ category_cd: 'OTHER', active_flg: true }] };
  await resident.press('GビズIDで本人確認する');
  assert.match(await main(resident), /この委任では、市の手続はできません/);
  delegation = DELEGATION;
  await resident.press('GビズIDで本人確認する');
  told = await main(resident);
  assert.match(told, /株式会社委任商店（代理人：見本行政書士法人）/);
  assert.match(told, /4040001099999/);
  delegation = {};
});

for (const javaScript of [true, false]) {
  test(`a demonstration pretends the agent of a business (${javaScript ? 'with' : 'without'} script)`, async () => {
    const resident = await atEmployer(pretended, javaScript);
    await resident.press('GビズIDで本人確認する');
    await resident.page.locator('#principal').fill('株式会社委任商店');
    await resident.press('この人として進む');
    assert.match(await main(resident), /株式会社委任商店（代理人：株式会社見本商店）/);
    await resident.leave();
  });

  test(`who says that a business files is offered its account (${javaScript ? 'with' : 'without'} script)`, async () => {
    const resident = await Resident.arrive(pretended, { javaScript });
    const { page } = resident;
    await resident.beginAt('shokyaku-shisan');
    const { pathname } = new URL(page.url());
    await page.goto(`${pretended.address}${pathname.replace(/[^/]+$/, 'applicant')}`);
    const door = page.getByRole('button', { name: 'GビズIDで本人確認する' });
    assert.equal(await door.count(), 0);
    await page.locator('[name="applicantKind"][value="corporate"]').check();
    if (!javaScript) await resident.go();
    await eventually('the door', async () => (await door.count()) === 1);
    await door.click();
    await resident.press('この人として進む');
    assert.match(await main(resident), /本人確認ができました：株式会社見本商店/);
    assert.match(await main(resident), /GビズIDの所在地：宮城県仙台市青葉区国分町三丁目7番1号/);
    await resident.leave();
  });

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
    await resident.goOnUntil(CHECK, () => resident.go());
    await resident.signsWith({ name: '見本 花子', birth_date: '1985-03-15', address: FACTS.address });
    assert.doesNotMatch(await main(resident), /ちがうところがあります/);
    await resident.send();
    await eventually('the receipt', () => /\/receipts\//.test(page.url()));
    assert.match(await main(resident), /410円/);
    await resident.leave();
  });
}
