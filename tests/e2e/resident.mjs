// A resident with a telephone: reads labels, fills what is shown, presses what is offered.

import assert from 'node:assert/strict';
import { assertAccessible, assertFits } from './accessible.mjs';
import { faceOf, photograph, valueAt } from './answers.mjs';
import { TELEPHONE, eventually } from './counter.mjs';

/** The last page before an application is sent. */
export const CHECK = /\/check$/;
/** No definition has as many pages. */
const MOST_PAGES = 60;
/** What the pretended card is opened with. */
const CARD_CODE = 'mado1234';

export class Resident {
  /** Takes out the telephone. Without `javaScript` nothing but plain pages works on it. */
  static async arrive(counter, { javaScript = true } = {}) {
    const context = await counter.browser.newContext({ ...TELEPHONE, javaScriptEnabled: javaScript, acceptDownloads: true });
    return new Resident(counter, context, await context.newPage(), javaScript);
  }

  constructor(counter, context, page, javaScript) {
    Object.assign(this, { counter, context, page, javaScript, looked: new Set() });
  }

  async leave() {
    await this.context.close();
  }

  /** Looks at the page as it is now: accessible, and no wider than the screen. */
  async look() {
    const place = await this.page.evaluate(() => document.title + location.pathname.replace(/[0-9a-f-]{20,}/, ''));
    if (this.javaScript && !this.looked.has(place)) {
      this.looked.add(place);
      await assertAccessible(this.page);
      await assertFits(this.page);
    }
  }

  async open(path) {
    const answer = await this.page.goto(new URL(path, this.counter.address).href);
    await this.look();
    return answer;
  }

  /** Finds a procedure by words, as on the home page, and begins it. */
  async begin(words, title) {
    await this.open('/');
    await this.page.getByRole('searchbox').first().fill(words);
    await this.page.getByRole('searchbox').first().press('Enter');
    await this.page.waitForURL(/\/search/);
    await this.look();
    await this.follow(this.page.getByRole('link', { name: title }).first());
    await this.press('この手続を始める');
    await this.page.waitForURL(/\/apply\//);
  }

  /** Begins a procedure at its own address; what is asked before it is answered with はい. */
  async beginAt(procedure) {
    await this.open(`/procedures/${procedure}`);
    await this.press('この手続を始める');
    const before = this.page.locator('input[type="radio"][value="yes"]');
    if (!this.page.url().includes('/apply/')) {
      for (const yes of await before.all()) await yes.check();
      await this.press('次へ');
    }
    await this.page.waitForURL(/\/apply\//);
  }

  async follow(link) {
    await Promise.all([this.page.waitForEvent('load'), link.click()]);
    await this.look();
  }

  /** Presses a button by its words, and looks at what comes. */
  async press(words) {
    await Promise.all([this.page.waitForEvent('load'), this.page.getByRole('button', { name: words, exact: typeof words === 'string' }).first().click()]);
    await this.look();
  }

  /** Presses the button that posts `name`, as 次へ posts `:go`. */
  async go(value = 'next') {
    const button = this.page.locator(`button[name=":go"][value="${value}"]:visible`).first();
    await Promise.all([this.page.waitForEvent('load'), button.click()]);
    await this.look();
  }

  /** Fills page after page from `data`, up to the check page. */
  async fillAll(data) {
    this.answers = data;
    await this.fillUntil(CHECK, data);
  }

  onCheckPage() {
    return CHECK.test(new URL(this.page.url()).pathname);
  }

  fillUntil(there, data) {
    return this.goOnUntil(there, () => this.fillPage(data));
  }

  /** Takes `step` after step to the page whose path is `there`. */
  async goOnUntil(there, step) {
    const past = [];
    for (let { pathname } = new URL(this.page.url()); !there.test(pathname); { pathname } = new URL(this.page.url())) {
      past.push(pathname);
      assert.ok(past.length <= MOST_PAGES, `${there} is not reached: ${past.join(' ')}: ${(await this.mistakes()).join(' / ')}`);
      await step();
    }
  }

  /** Fills the page that is shown and goes on; questions that open on the way are answered too. */
  async fillPage(data) {
    const before = new URL(this.page.url()).pathname;
    const filled = new Set();
    for (;;) {
      const news = await this.fillWhatIsShown(data, filled);
      await this.go();
      if (new URL(this.page.url()).pathname !== before) return;
      assert.ok(news > 0, `stuck on ${before}: ${(await this.mistakes()).join(' / ')}`);
    }
  }

  /** What the summary says is wrong. */
  async mistakes() {
    return this.page.locator('.panel.red li').allInnerTexts();
  }

  /** Answers every visible question once. Returns how many were new. */
  async fillWhatIsShown(data, filled) {
    await this.addRows(data);
    const names = await this.page.locator('#answers').locator('input, select, textarea').evaluateAll((controls) => controls
      .filter((control) => control.type !== 'hidden' && control.checkVisibility())
      .map((control) => control.name));
    let news = 0;
    for (const name of new Set(names)) {
      if (filled.has(name) || name.startsWith(':')) continue;
      filled.add(name);
      if (await this.answer(name, data)) news += 1;
    }
    return news;
  }

  /** Adds rows until there are as many as the answers have. */
  async addRows(data) {
    for (const add of await this.page.locator('button[name=":add"]:visible').all()) {
      const at = await add.getAttribute('value');
      const rows = valueAt(data, at.slice(1))?.length ?? 0;
      for (let shown = await this.rowsShown(at); shown < rows; shown = await this.rowsShown(at)) {
        await Promise.all([this.page.waitForEvent('load'), this.page.locator(`button[name=":add"][value="${at}"]`).click()]);
        await this.look();
      }
    }
  }

  rowsShown(at) {
    return this.page.locator('fieldset[data-at]').evaluateAll((rows, prefix) => rows
      .filter((row) => new RegExp(`^${prefix}/[0-9]+$`).test(row.dataset.at)).length, at);
  }

  /** Answers one question from the data; false when the data says nothing about it. */
  async answer(name, data) {
    const box = /^(.*)\.(era|year|month|day)$/.exec(name);
    const value = valueAt(data, box ? box[1] : name);
    if (value === undefined || value === null) return false;
    const controls = this.page.locator(`#answers [name="${name}"]:not([type="hidden"])`);
    const kind = await controls.first().evaluate((control) => control.type);
    if (box) await this.fillDateBox(controls, box[2], value);
    else if (kind === 'file') await controls.setInputFiles({ name: '写真.png', mimeType: 'image/png', buffer: photograph() });
    else if (kind === 'radio' || kind === 'checkbox') for (const one of [value].flat()) await this.choose(name, one);
    else if (kind === 'select-one') await controls.selectOption(String(value));
    else await controls.fill(String(value));
    if (kind === 'file') await this.page.waitForLoadState('networkidle');
    return true;
  }

  /** Presses a choice, and again where the page moved under the finger as it told what is saved. */
  async choose(name, value) {
    const choice = this.page.locator(`#answers [name="${name}"][value="${value}"]`);
    await choice.check().catch(() => choice.check());
  }

  async fillDateBox(control, part, value) {
    const [year, month, day] = value.split('-');
    if (part === 'era') await control.selectOption({ label: '西暦' });
    else await control.fill(String(Number({ year, month, day }[part])));
  }

  /** On the check page: says that all is right, and sends. Returns on the receipt or at the provider's page. */
  async send(email) {
    await this.sign();
    await this.agree(email);
    await this.press('この内容で送る');
  }

  /** Signs as who is named in the answers, where the check page asks for it. */
  async sign() {
    if (await this.page.getByRole('button', { name: 'カードで署名する' }).count() > 0) await this.signsWith(faceOf(this.answers));
  }

  /** Goes to the app, does what is said with a card of this face, and comes back or stays. */
  async signsWith(face, { card = 'valid', code = CARD_CODE, press = 'カードをかざして署名する' } = {}) {
    if (this.page.url().startsWith(this.counter.address)) await this.press(/カードで署名する|署名しなおす/);
    if (await this.page.locator('details:not([open])').count() > 0) await this.page.locator('summary').click();
    for (const [name, value] of Object.entries(face)) await this.page.locator(`#${name}`).fill(value);
    await this.page.locator(`#card-${card}`).check();
    await this.page.locator('#code').fill(code);
    await this.press(press);
  }

  async agree(email) {
    if (email) await this.page.locator('#email').fill(email);
    await this.page.locator('#consent').check();
    for (const box of await this.page.locator('[name="confirmed"]').all()) await box.check();
  }

  /** Goes to the provider from the receipt, when there is something to pay. */
  async goToPay() {
    if (new URL(this.page.url()).origin !== this.counter.address) return;
    await this.press(/円を支払う$|支払いをつづける/);
  }

  /** Pays at the provider's page with the card that always works, and comes back. */
  async payByCard(number = '4242 4242 4242 4242') {
    await this.goToPay();
    await this.page.locator('#card_number').fill(number);
    await this.page.locator('#card_expiry').fill('12/39');
    await this.page.locator('#card_code').fill('123');
    await Promise.all([this.page.waitForEvent('load'), this.page.locator('button[value="card"]').click()]);
    await this.look();
  }

  /** Takes a number for the convenience store, and lets the provider pretend that it was paid there. */
  async payAtTheStore() {
    await this.goToPay();
    await Promise.all([this.page.waitForEvent('load'), this.page.locator('button[value="convenience-store"]').click()]);
    await this.look();
    await this.press(/支払ったことにする$/);
  }

  /** The receipt number and the access code that the page shows. */
  async numbers() {
    const [number, code] = await this.page.locator('dl .num').allInnerTexts();
    return { number, code };
  }

  /** The words for where the application stands. */
  async state() {
    return this.page.locator('h1').innerText();
  }

  /** Reads the status page again until it says so. */
  async until(state, number) {
    await eventually(`the status says ${state}`, async () => {
      await this.page.goto(`${this.counter.address}/receipts/${number}`);
      return (await this.page.locator('main').innerText()).includes(state);
    });
    await this.look();
  }
}
