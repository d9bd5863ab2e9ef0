// Where a resident's way bends, on the telephone: back after a mistake, changes from the check
// page, two tabs, two devices, and no connection.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertFits } from './accessible.mjs';
import { answersFor, photograph } from './answers.mjs';
import { TELEPHONE, eventually, openCounter } from './counter.mjs';
import { CHECK, Resident } from './resident.mjs';

let counter;
before(async () => { counter = await openCounter(); });
after(() => counter?.close());

const COPY = 'juminhyo-utsushi';
const RUBBISH = 'sodai-gomi';

const LANGUAGES = ['ja', 'ja-easy', 'en'];

/** In every language, on the narrowest telephone and with letters of twice the size. */
async function fitsAtEverySize(resident, address) {
  const { page, context } = resident;
  const fonts = await context.newCDPSession(page);
  for (const language of LANGUAGES) {
    await page.goto(`${counter.address}/language/${language}?back=${encodeURIComponent(address)}`);
    await page.locator('details.more').evaluateAll((all) => all.forEach((more) => { more.open = true; }));
    for (const [width, letters] of [[320, 16], [360, 32]]) {
      await page.setViewportSize({ width, height: 740 });
      await fonts.send('Page.setFontSizes', { fontSizes: { standard: letters } });
      const { wide, room, size } = await page.evaluate(() => ({
        wide: document.documentElement.scrollWidth,
        room: document.documentElement.clientWidth,
        size: getComputedStyle(document.documentElement).fontSize,
      }));
      assert.equal(size, `${letters}px`);
      assert.ok(wide <= room, `${address} in ${language} is ${wide} px wide on ${width} px with letters of ${letters} px`);
    }
    await fonts.send('Page.setFontSizes', { fontSizes: { standard: 16 } });
    await page.setViewportSize(TELEPHONE.viewport);
  }
  await page.goto(`${counter.address}/language/ja?back=${encodeURIComponent(address)}`);
}

const main = (resident) => resident.page.locator('main').innerText();
const path = (resident) => new URL(resident.page.url()).pathname;

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with' : 'without';

  test(`what was sent before fills in the next form, ${how} script`, async () => {
    const hanako = await Resident.arrive(counter, { javaScript });
    const { page } = hanako;
    const { data } = await answersFor(RUBBISH);
    await hanako.beginAt(RUBBISH);
    await hanako.fillAll(data);
    await hanako.send();
    await eventually('the receipt', () => /\/receipts\//.test(page.url()));
    await hanako.beginAt(RUBBISH);
    const first = page.url();
    await assertFits(page);
    const offer = page.locator('button[name=":copy"]');
    assert.match(await offer.innerText(), /さんの「粗大ごみ/);
    await offer.click();
    await eventually('what was put in', async () => /から写しました/.test(await main(hanako)));
    assert.equal(new URL(page.url()).pathname, new URL(first).pathname);
    await assertFits(page);
    assert.equal(await page.locator('[name="address/town"]').inputValue(), data.address.town);
    await hanako.leave();
  });

  test(`going back after a mistake shows the form again, ${how} script`, async () => {
    const hanako = await Resident.arrive(counter, { javaScript });
    const { page } = hanako;
    await hanako.beginAt(RUBBISH);
    await page.locator('[name="address/town"]').fill('国分町三丁目');
    await hanako.go();
    assert.match(page.url(), /mend=1/);
    assert.ok((await hanako.mistakes()).length > 0);
    const mistaken = path(hanako);
    await hanako.open('/help');
    const answer = await page.goBack();
    assert.equal(answer?.request().method() ?? 'GET', 'GET', 'nothing is sent again');
    assert.equal(path(hanako), mistaken);
    assert.equal(await page.locator('[name="address/town"]').inputValue(), '国分町三丁目');
    await hanako.leave();
  });

  test(`変更 on the check page leads back to it, ${how} script`, async () => {
    const { data } = await answersFor(RUBBISH);
    const hanako = await Resident.arrive(counter, { javaScript });
    const { page } = hanako;
    await hanako.beginAt(RUBBISH);
    await hanako.fillAll(data);
    await hanako.follow(page.locator('a[href*="/place?return=check"]').first());
    await page.locator('[name="address/building"]').fill('コーポ青葉201号');
    await hanako.press('確認に戻る');
    assert.ok(hanako.onCheckPage());
    assert.match(await main(hanako), /コーポ青葉201号/);
    await hanako.leave();
  });

  test(`a stale tab shows both and loses nothing, ${how} script`, async () => {
    const hanako = await Resident.arrive(counter, { javaScript });
    await hanako.beginAt(RUBBISH);
    const tab = new Resident(counter, hanako.context, await hanako.context.newPage(), javaScript);
    await tab.open(path(hanako));
    await tab.page.locator('[name="address/town"]').fill('上杉一丁目');
    await tab.page.locator('[name="address/block"]').fill('1番1号');
    await tab.go();
    await hanako.page.locator('[name="address/town"]').fill('国分町三丁目');
    await hanako.go();
    assert.match(await main(hanako), /別の画面で変わりました/);
    assert.match(await main(hanako), /上杉一丁目/);
    assert.equal(await hanako.page.locator('[name="address/town"]').inputValue(), '国分町三丁目');
    assert.equal(await hanako.page.locator('[name="address/block"]').inputValue(), '1番1号');
    await hanako.follow(hanako.page.getByRole('link', { name: '別の画面の内容を使う' }));
    assert.equal(await hanako.page.locator('[name="address/town"]').inputValue(), '上杉一丁目');
    await hanako.leave();
  });

  test(`a draft that went to another device is taken back, ${how} script`, async () => {
    const hanako = await Resident.arrive(counter, { javaScript });
    await hanako.beginAt(RUBBISH);
    const form = path(hanako);
    const other = new Resident(counter, hanako.context, await hanako.context.newPage(), javaScript);
    await other.open(form.replace(/[^/]+$/, 'continue'));
    await other.press('再開コードを出す');
    const code = await other.page.locator('.num').first().innerText();
    const laptop = await Resident.arrive(counter, { javaScript });
    await laptop.open('/resume');
    await laptop.page.locator('#code').fill(code);
    await laptop.press('つづける');
    assert.match(path(laptop), /\/apply\//);

    await hanako.page.locator('[name="address/town"]').fill('国分町三丁目');
    await hanako.go();
    assert.match(await main(hanako), /別の端末でつづけています/);
    await hanako.press('この端末に戻してつづける');
    assert.equal(path(hanako), form);
    assert.equal(await hanako.page.locator('[name="address/town"]').inputValue(), '国分町三丁目');
    await laptop.open(form);
    assert.match(await main(laptop), /別の端末でつづけています/);
    await laptop.leave();
    await hanako.leave();
  });
}

test('without a connection the page stays, says so at the button, and sends itself', async () => {
  const hanako = await Resident.arrive(counter);
  const { page } = hanako;
  await hanako.beginAt(COPY);
  await page.locator('[name="capacity"][value="self"]').check();
  const before = path(hanako);
  await hanako.context.setOffline(true);
  await page.getByRole('button', { name: '次へ' }).click();
  await eventually('it is told', async () => /電波がありません/.test(await main(hanako)));
  assert.equal(path(hanako), before);
  await hanako.context.setOffline(false);
  await page.waitForURL(/\/who/);
  await hanako.leave();
});

test('a guide opens its questions while somebody answers, and its list is fetched', async () => {
  const hanako = await Resident.arrive(counter);
  const { page } = hanako;
  await hanako.open('/life-events/moving');
  const stay = page.locator('[data-at="/stay"]');
  assert.ok(!await stay.isVisible());
  await page.locator('[name="direction"][value="within"]').check();
  await stay.waitFor({ state: 'visible' });
  await page.locator('[name="stay"][value="no"]').check();
  for (const [box, value] of [['year', '2026'], ['month', '12'], ['day', '1']]) await page.locator(`[name="moveDate.${box}"]`).fill(value);
  await page.locator('[name="moveDate.era"]').selectOption({ label: '西暦' });
  await hanako.press('一覧をつくる');
  assert.match(await main(hanako), /水道の使用開始/);
  await hanako.open('/help');
  await page.goBack();
  assert.match(await main(hanako), /水道の使用開始/, 'back shows the list');
  await hanako.leave();
});

test('filing together writes the present address and the new one where they belong', async () => {
  const hanako = await Resident.arrive(counter);
  const { page } = hanako;
  await hanako.open('/life-events/moving');
  await page.locator('[name="direction"][value="within"]').check();
  await page.locator('[name="stay"][value="no"]').check();
  for (const [box, value] of [['year', '2026'], ['month', '12'], ['day', '1']]) await page.locator(`[name="moveDate.${box}"]`).fill(value);
  await page.locator('[name="moveDate.era"]').selectOption({ label: '西暦' });
  await hanako.press('一覧をつくる');
  await hanako.press('まとめて申請する');
  const home = (town) => ({ postal: '980-8671', prefecture: '宮城県', city: '仙台市青葉区', town, block: '7番1号' });
  const data = {
    name: '山田 花子', kana: 'ヤマダ ハナコ', birthDate: '1990-03-09', moving: 'japan',
    address: home('国分町三丁目'), newAddress: home('上杉一丁目'), contact: { phone: '022-261-1111' },
  };
  await page.locator('[name="moving"][value="japan"]').check();
  await page.locator('[data-at="/newAddress"]').waitFor({ state: 'visible' });
  await hanako.fillWhatIsShown(data, new Set());
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: '次へ' }).click()]);
  const town = async (title, name) => {
    const [draft] = /\/apply\/[^/]+/.exec(await page.getByRole('link', { name: title }).first().getAttribute('href'));
    const other = await hanako.context.newPage();
    await other.goto(`${counter.address}${draft}`);
    const value = await other.locator(`[name="${name}/town"]`).inputValue();
    await other.close();
    return value;
  };
  assert.equal(await town('水道の使用中止', 'address'), '国分町三丁目');
  assert.equal(await town('水道の使用開始', 'address'), '上杉一丁目');
  assert.equal(await town('転居届', 'oldAddress'), '国分町三丁目');
  await hanako.leave();
});

test('home lists what was sent', async () => {
  const { data: answers } = await answersFor('suido-kaishi');
  const hanako = await Resident.arrive(counter);
  await hanako.beginAt('suido-kaishi');
  await hanako.fillAll(answers);
  await hanako.send();
  const { number } = await hanako.numbers();
  await hanako.open('/');
  assert.match(await main(hanako), /送った申請/);
  assert.ok(await hanako.page.locator(`a[href="/receipts/${number}"]`).count() > 0);
  const fields = hanako.page.locator('a[href^="/categories/"]');
  assert.match(await fields.last().innerText(), /そのほか/, 'what fits nowhere comes last');
  await hanako.leave();
});

test('dates, the check page and the receipt fit the narrowest telephone and letters of twice the size', async () => {
  const { data } = await answersFor(RUBBISH);
  const hanako = await Resident.arrive(counter);
  const { page } = hanako;
  await hanako.beginAt(RUBBISH);
  await hanako.fillUntil(/\/day$/, data);
  await hanako.go();
  assert.match(page.url(), /mend=1/);
  await fitsAtEverySize(hanako, `${path(hanako)}?mend=1`);
  const year = page.locator('[name="collectionDate.year"]');
  await year.fill('２０２６');
  assert.ok(await year.evaluate((box) => box.scrollWidth <= box.clientWidth), 'full-width digits are not cut off');
  await hanako.fillAll(data);
  await fitsAtEverySize(hanako, path(hanako));
  await hanako.send();
  await fitsAtEverySize(hanako, path(hanako));
  await hanako.leave();
});

test('going on while a photograph is on its way says so and waits; one that does not arrive keeps the page', async () => {
  const { data } = await answersFor('mibun-shomei');
  const hanako = await Resident.arrive(counter);
  const { page } = hanako;
  await hanako.beginAt('mibun-shomei');
  await hanako.fillUntil(/\/identity$/, data);
  const before = path(hanako);
  await page.locator('[name="identityKind"][value="photo"]').check();
  const choose = () => page.locator('input[type="file"][name="idCopy"]')
    .setInputFiles({ name: '写真.png', mimeType: 'image/png', buffer: photograph() });
  const press = () => page.locator('button[name=":go"][value="next"]:visible').click();
  /** Chooses a photograph and goes on while it is on its way; `arrive` ends that way. */
  const goOnMeanwhile = async (arrive) => {
    let letGo;
    const held = new Promise((resolve) => { letGo = resolve; });
    await page.route('**/file?at=*', async (route) => { await held; await arrive(route); });
    await choose();
    await press();
    await eventually('it is told', async () => /ファイルを送っています/.test(await main(hanako)));
    assert.equal(path(hanako), before);
    await hanako.look();
    letGo();
  };
  await goOnMeanwhile((route) => route.continue());
  await page.waitForURL(/\/check/);
  assert.match(await main(hanako), /写真\.png/);

  await page.goto(`${counter.address}${before}`);
  await page.unroute('**/file?at=*');
  await goOnMeanwhile((route) => route.fulfill({ json: { problem: '大きすぎます' } }));
  await eventually('the fault is told', async () => /大きすぎます/.test(await main(hanako)));
  await eventually('the button waits no more', async () => await page.locator('button[aria-busy]').count() === 0);
  assert.equal(path(hanako), before);
  await hanako.leave();
});

test('what is not paid is not done; then the day, the hour and the number to stick on come first', async () => {
  const { data } = await answersFor(RUBBISH);
  const hanako = await Resident.arrive(counter);
  const { page } = hanako;
  await hanako.beginAt(RUBBISH);
  await hanako.fillAll(data);
  await hanako.send();
  const receipt = path(hanako);
  assert.equal(await hanako.state(), '800円のお支払いが残っています');
  assert.equal(await page.locator('.done:not(.left)').count(), 0, 'nothing is green');
  const [, lastMonth, lastDay] = /(\d+)月(\d+)日.{0,12}までに/.exec(await main(hanako));
  const [, month, day] = data.collectionDate.split('-').map(Number);
  const before = new Date(Date.UTC(2026, month - 1, day - 1));
  assert.deepEqual([Number(lastMonth), Number(lastDay)], [before.getUTCMonth() + 1, before.getUTCDate()], 'paid the day before');
  const { number } = await hanako.numbers();
  const result = page.locator('.result');
  assert.match(await result.innerText(), /朝8時30分までに、受付番号を書いた紙/);
  assert.match(await result.innerText(), new RegExp(`${month}月${day}日`));
  assert.match(await result.innerText(), new RegExp(number));
  assert.doesNotMatch(await main(hanako), /この画面でお知らせ/);
  await hanako.open(`${receipt}/withdrawal`);
  assert.match(await main(hanako), /お支払いにならないでください/);
  await hanako.open(receipt);
  await hanako.payByCard();
  await hanako.until('受付済み', number);
  await hanako.open(receipt);
  assert.match(await hanako.state(), /受け付けました/);
  assert.equal(await page.locator('.done.left').count(), 0);
  await hanako.open(`${receipt}/withdrawal`);
  assert.match(await main(hanako), /お支払い済みの800円は、自動では戻りません/);
  await hanako.leave();
});

test('a device fills in the parent, and neither spouse nor child', async () => {
  const { data } = await answersFor('jido-teate-nintei');
  const hanako = await Resident.arrive(counter);
  const { page } = hanako;
  await hanako.beginAt('jido-teate-nintei');
  const own = new Set();
  await hanako.goOnUntil(CHECK, async () => {
    const words = await page.locator('#answers [autocomplete]:not([autocomplete="off"])')
      .evaluateAll((boxes) => boxes.map((box) => [box.name, box.autocomplete]));
    for (const [name, word] of words) {
      assert.doesNotMatch(name, /^(spouse|children)\//, `${name} carries ${word}`);
      own.add(word);
    }
    await hanako.fillPage(data);
  });
  assert.ok(own.has('name') && own.has('bday-year'), [...own].join());
  await hanako.leave();
});

test('nothing moves under a finger that presses long', async () => {
  const hanako = await Resident.arrive(counter);
  const { page } = hanako;
  await hanako.beginAt(COPY);
  await page.locator('[name="capacity"][value="self"]').check();
  await hanako.go();
  await page.locator('[name="kana"]').fill('123');
  const below = await page.locator('label[for="f-name"]').boundingBox();
  const answered = page.waitForResponse(/\/live$/);
  await page.mouse.move(below.x + 10, below.y + 10);
  await page.mouse.down();
  await (await answered).finished();
  await new Promise((resolve) => { setTimeout(resolve, 300); });
  const told = () => page.locator('[data-at="/kana"] .problem').count();
  assert.equal(await told(), 0, 'while it is down the page stands still');
  await page.mouse.up();
  await eventually('it is told then', async () => await told() > 0);
  await hanako.leave();
});
