// How people of the office come in: by a link that is mailed, with a passkey, and from where they are signed in.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertAccessible } from './accessible.mjs';
import { DESK, TELEPHONE, eventually, openCounter } from './counter.mjs';
import { Officer } from './office.mjs';
import { freePort } from './ports.mjs';

let counter;

// Browsers make passkeys for names, and not for numbers: the same door by its name.
before(async () => {
  const port = await freePort();
  counter = await openCounter('--listen', `127.0.0.1:${port}`, '--public-url', `http://localhost:${port}`);
  counter.address = `http://localhost:${port}`;
});
after(() => counter.close());

/** The link in a letter to somebody. */
async function linkTo(email) {
  const written = await eventually(`a letter to ${email}`, async () => {
    const all = await counter.letters();
    return all.find((letter) => letter.includes(`To: ${email}`));
  });
  const [, coded] = /Content-Transfer-Encoding: base64\r?\n\r?\n([A-Za-z0-9+/=\r\n]+)/.exec(written) ?? [];
  const text = coded ? Buffer.from(coded, 'base64').toString('utf8') : written.replaceAll(/=\r?\n/g, '');
  return /http:\/\/localhost:\d+\/office\/invitations\/[0-9a-f]{64}/.exec(text)[0];
}

async function look(page) {
  await assertAccessible(page);
}

async function press(page, words) {
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: words, exact: true }).last().click()]);
  await look(page);
}

test('an administrator invites somebody, who chooses a password on the telephone', async () => {
  const admin = await Officer.signIn(counter, 'admin');
  await admin.follow('職員を招待する');
  await admin.page.locator('#name').fill('田中 花');
  await admin.page.locator('#email').fill('tanaka@city.example');
  await admin.page.locator('#department').selectOption({ index: 1 });
  await admin.page.locator('#role').selectOption('clerk');
  await admin.press('招待する');
  assert.match(await admin.page.locator('main').innerText(), /メールを送ります/);

  const link = await linkTo('tanaka@city.example');
  const context = await counter.browser.newContext({ ...TELEPHONE, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(link);
  await page.locator('#password').fill('password1234');
  await page.locator('#again').fill('password1234');
  await page.getByRole('button', { name: '決めて進む' }).click();
  assert.match(await page.locator('[role=alert]').innerText(), /よく使われる言葉/);
  await page.locator('#password').fill('yama-no-ue-no-tomodachi');
  await page.locator('#again').fill('yama-no-ue-no-tomodachi');
  await page.getByRole('button', { name: '決めて進む' }).click();
  assert.match(page.url(), /\/office\/$/);
  assert.equal((await page.goto(link)).status(), 404);
  assert.match(await page.locator('main').innerText(), /このリンクは使えません/);
  await Promise.all([context.close(), admin.leave()]);
});

test('a passkey is registered, lets its owner in without a password, and is removed', async () => {
  const officer = await Officer.signIn(counter, 'clerk');
  const { page, context } = officer;
  const cdp = await context.newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await officer.open('/office/me');
  await page.locator('#passkey-name').fill('仕事の電話');
  await officer.press('パスキーを登録する');
  assert.match(await page.locator('main').innerText(), /パスキーを登録しました[^]*仕事の電話/);

  await page.locator('#passkey-name').fill('もう一度');
  await page.getByRole('button', { name: 'パスキーを登録する' }).click();
  await page.getByText('もう登録されています').waitFor();

  await officer.press('サインアウト');
  await officer.press('パスキーでサインイン');
  assert.match(page.url(), /\/office\/$/, 'in without a password');

  // Whom the authenticator does not recognise is not let in by it alone.
  await officer.press('サインアウト');
  await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
  await page.getByRole('button', { name: 'パスキーでサインイン' }).click();
  await page.getByText('パスキーを確認できませんでした').waitFor();
  await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
  await officer.press('パスキーでサインイン');

  await officer.open('/office/me');
  await page.locator('button[name=remove]').click();
  await page.getByText('パスキーを外しました').waitFor();
  await officer.press('サインアウト');
  await officer.press('パスキーでサインイン');
  assert.match(await page.locator('[role=alert]').first().innerText(), /このパスキーではサインインできません/);
  await officer.leave();
});

test('without script nothing of passkeys shows, and one ends where else one is signed in', async () => {
  const context = await counter.browser.newContext({ ...DESK, javaScriptEnabled: false });
  const plain = await context.newPage();
  await plain.goto(`${counter.address}/office/sign-in`);
  assert.equal(await plain.getByRole('button', { name: 'パスキーでサインイン' }).isVisible(), false);
  const { email, password } = await counter.signIn('clerk2');
  await plain.locator('#email').fill(email);
  await plain.locator('#password').fill(password);
  await plain.getByRole('button', { name: 'サインイン', exact: true }).click();

  const officer = await Officer.signIn(counter, 'clerk2');
  await officer.open('/office/me');
  assert.match(await officer.page.locator('main').innerText(), /この画面/);
  await officer.press('この画面のほかを、すべて終わらせる');
  await plain.goto(`${counter.address}/office/`);
  assert.match(plain.url(), /\/office\/sign-in/);
  await Promise.all([context.close(), officer.leave()]);
});
