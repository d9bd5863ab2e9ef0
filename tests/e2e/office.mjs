// A person of the office at a desk: signs in, opens cases, presses the buttons that the page offers.

import assert from 'node:assert/strict';
import { assertAccessible, assertFits } from './accessible.mjs';
import { DESK } from './counter.mjs';

export class Officer {
  /** Sits down and signs in; `person` is one of the demonstration's: clerk, clerk2, approver, centre, post, author. */
  static async signIn(counter, person) {
    const context = await counter.browser.newContext({ ...DESK, acceptDownloads: true });
    const officer = new Officer(counter, context, await context.newPage());
    const { email, password } = await counter.signIn(person);
    await officer.open('/office/');
    await officer.page.locator('#email').fill(email);
    await officer.page.locator('#password').fill(password);
    await officer.press('サインイン');
    assert.match(new URL(officer.page.url()).pathname, /^\/office(\/(staff|dispatch|counter|me)?)?$/, 'signed in');
    return officer;
  }

  constructor(counter, context, page) {
    Object.assign(this, { counter, context, page });
  }

  async leave() {
    await this.context.close();
  }

  async look() {
    await assertAccessible(this.page);
  }

  async open(path) {
    const answer = await this.page.goto(new URL(path, this.counter.address).href);
    await this.look();
    return answer;
  }

  async press(words) {
    await Promise.all([this.page.waitForEvent('load'), this.page.getByRole('button', { name: words, exact: true }).last().click()]);
    await this.look();
  }

  /** Follows the last link of these words. */
  async follow(words) {
    await Promise.all([this.page.waitForEvent('load'), this.page.getByRole('link', { name: words, exact: true }).last().click()]);
    await this.look();
  }

  /** The receipt numbers that a search in the queue shows. */
  async find(words) {
    await this.open('/office/?view=all');
    await this.page.locator('#words').fill(words);
    await this.press('しぼり込む');
    return this.page.locator('table.cases a.num').allInnerTexts();
  }

  /** Opens a case from the queue. */
  async openCase(number) {
    assert.deepEqual(await this.find(number), [number], 'the queue shows it');
    await Promise.all([this.page.waitForEvent('load'), this.page.locator('table.cases a.num').first().click()]);
    await this.look();
  }

  /** The form of one command, unfolded. */
  async form(type) {
    const form = this.page.locator(`form:has(input[name="type"][value="${type}"])`);
    assert.equal(await form.count(), 1, `the page offers ${type}`);
    const fold = this.page.locator(`details:has(input[name="type"][value="${type}"])`);
    if (await fold.count() > 0 && await fold.getAttribute('open') === null) await fold.locator('summary').first().click();
    return form;
  }

  /** Gives a command; `fill` answers its form. */
  async command(type, fill = async () => {}) {
    const form = await this.form(type);
    await fill(form);
    await Promise.all([this.page.waitForEvent('load'), form.locator('button[type="submit"]').first().click()]);
    await this.look();
  }

  claim() { return this.command('claim'); }

  /** Proposes; the grounds of a refusal are its facts and how the rule applies to them. */
  propose(verdict, grounds = {}) {
    return this.command('propose', async (form) => {
      await form.locator(`[name="verdict"][value="${verdict}"]`).check();
      for (const [part, text] of Object.entries(grounds)) await form.locator(`[name="${part}"]`).fill(text);
    });
  }

  /** Decides or completes, after confirming that the content was checked. */
  conclude(type, { against = false } = {}) {
    return this.command(type, async (form) => {
      await form.locator('[name="sure"]').check();
      if (against) await form.locator('[name="against_proposal"]').check();
    });
  }

  /** Tells the resident the fee: lines of words, price and quantity in place of what stands there. */
  askFee(lines) {
    return this.command('ask_fee', async (form) => {
      const rows = await form.locator('fieldset').count();
      for (let row = 1; row <= rows; row += 1) {
        const [label = '', unit = '', quantity = ''] = lines[row - 1] ?? [];
        for (const [name, value] of Object.entries({ label, unit, quantity })) await form.locator(`[name="${name}:${row}"]`).fill(value);
      }
      await form.locator('[name="sure"]').check();
    });
  }

  /** Writes beside the answers what is to be mended, and sends it. */
  async askToCorrect(remarks) {
    await this.command('request_correction', async () => {
      for (const [at, text] of Object.entries(remarks)) {
        const beside = this.page.locator('.remark details').filter({ has: this.page.locator(`[name="remark:${at}"]`) });
        if (await beside.getAttribute('open') === null) await beside.locator('summary').click();
        await beside.locator('input').fill(text);
      }
    });
    const seen = await this.text();
    for (const text of Object.values(remarks)) assert.ok(seen.includes(text), 'it is seen before it leaves');
    await this.press('この内容で送る');
  }

  /** Shows masked answers for one reason; the labels name them. */
  async reveal(reason, labels) {
    for (const label of labels) await this.page.locator('label.show').filter({ hasText: label }).locator('input').check();
    await this.page.locator('#reveal-reason').fill(reason);
    await this.press('選んだ項目を表示');
  }

  /** Whether the page offers a command. */
  async offers(type) {
    return await this.page.locator(`form:has(input[name="type"][value="${type}"])`).count() > 0;
  }

  /** Looks at the page as it stands at a desk and on a telephone. */
  async fitsBoth(name) {
    for (const [width, height] of [[360, 740], [1280, 800]]) {
      await this.page.setViewportSize({ width, height });
      await assertFits(this.page);
      if (process.env.MADOGUCHI_PICTURES) await this.page.screenshot({ path: `${process.env.MADOGUCHI_PICTURES}/${name}-${width}.png`, fullPage: true });
    }
  }

  text() {
    return this.page.locator('main').innerText();
  }
}
