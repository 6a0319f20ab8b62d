// What the scripts add to the portal: swapped lists, the estimate while typing, and a draft that saves itself and never overwrites.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { signIn, watch } from '../world/browser.mjs';
import { browser, world } from '../world/stage.mjs';

const POLICY = 'AB-2048-771937';
const SAVED = /保存しました \d\d:\d\d/;

/** A person with a new draft before them. */
async function atDraft(name = 'clinic') {
  const who = await signIn(browser, world, name);
  await who.go(`/claims/new?policy_number=${POLICY}`);
  await who.page.click('.actions-plain button');
  await who.page.waitForSelector('#treatment');
  return { ...who, draft: who.page.url().split('?')[0] };
}
const says = (page, selector, hasText) => page.locator(selector, { hasText }).waitFor({ state: 'attached' });
const mark = (page) => page.evaluate(() => { globalThis.same = true; });
const isSame = (page) => page.evaluate(() => globalThis.same === true);
const focused = (page) => page.evaluate(() => document.activeElement.id);
function posts(page, end) {
  const seen = [];
  page.on('request', (request) => { if (request.method() === 'POST' && new URL(request.url()).pathname.endsWith(end)) seen.push(request); });
  return seen;
}
async function line(page, place, on, item, price) {
  await page.fill(`#l${place}_on`, on);
  await page.fill(`#l${place}_item`, item);
  await page.fill(`#l${place}_price`, price);
}

test('a draft saves itself while it is typed, and survives closing the tab', async () => {
  const { page, context, draft, errors, look } = await atDraft();
  await page.fill('#diagnosis', '外耳炎');
  await says(page, '#saved', SAVED);
  await line(page, 0, '2026/11/20', '再診料', '1,100');
  await page.fill('#l1_item', 'レントゲン検査');
  await says(page, '#saved', /2行目は入力の途中/);
  assert.match(await page.innerText('#checks'), /^傷病名\s*（済み）/, 'the list of what is missing follows');
  await look('draft-autosaved', { phone: true });
  await page.fill('#l1_item', '');
  await says(page, '#saved', /保存しました \d\d:\d\d$/);
  await page.close();
  const again = await context.newPage();
  await again.goto(draft);
  assert.equal(await again.inputValue('#diagnosis'), '外耳炎');
  assert.equal(await again.inputValue('#l0_price'), '1,100');
  await again.fill('#note', '点耳薬');
  await again.click('.crumb a[href="/claims"]');
  await again.waitForURL(/\/claims$/);
  await again.goto(draft);
  assert.equal(await again.inputValue('#note'), '点耳薬', 'a link waits for the save');
  assert.deepEqual(errors, []);
});

test('two tabs on one draft: the second is told, loses nothing and overwrites nothing', async () => {
  const { page, context, draft, errors, look } = await atDraft();
  const other = await context.newPage();
  await other.goto(draft);
  await other.fill('#diagnosis', '膝蓋骨脱臼');
  await says(other, '#saved', SAVED);
  await page.fill('#diagnosis', '外耳炎');
  await says(page, '#stale', /別の画面で/);
  assert.equal(await page.inputValue('#diagnosis'), '外耳炎', 'what was typed stays');
  await look('draft-stale');
  await other.reload();
  assert.equal(await other.inputValue('#diagnosis'), '膝蓋骨脱臼', 'nothing was overwritten');
  await page.click('#stale button');
  await page.waitForSelector('h1:has-text("ほかの方が先に更新しました")');
  assert.match(await page.innerText('tr.sel'), /外耳炎[^]*膝蓋骨脱臼/);
  await page.click('.actions button');
  await page.waitForSelector('.notice-ok');
  assert.equal(await page.inputValue('#diagnosis'), '外耳炎', 'the person chose');
  assert.deepEqual(errors, []);
});

test('the estimate follows the statement while it is typed', async () => {
  const { page, errors } = await atDraft();
  await mark(page);
  await line(page, 0, '2026/11/20', '再診料', '1100');
  await says(page, '#estimate', '¥550');
  await page.press('#l0_price', 'Enter');
  assert.equal(await focused(page), 'l1_price', 'Enter goes down and sends nothing');
  await page.fill('#l1_item', '耳道洗浄');
  assert.equal(await page.inputValue('#l1_on'), '2026/11/20', 'the day is taken from the row above');
  await page.fill('#l1_price', '３，３００');
  await says(page, '#estimate', '¥2,200');
  await says(page, '#saved', SAVED);
  assert.ok(await isSame(page), 'the page was never left');
  assert.deepEqual(errors, []);
});

test('the list is filtered in place, the address follows, and Back goes back', async () => {
  const { page, errors, go, look } = await signIn(browser, world, 'clinic');
  await go('/claims');
  await mark(page);
  const all = await page.locator('tbody tr').count();
  await page.click('#tab-approved');
  await page.waitForURL(/status=approved/);
  await says(page, '#said', /件を表示しています/);
  assert.equal(await page.locator('tbody .st-paid').count(), await page.locator('tbody tr').count());
  assert.equal(await focused(page), 'tab-approved', 'the focus stays');
  await page.click('#tab-denied');
  await page.waitForURL(/status=denied/);
  await look('claims-swapped');
  await page.goBack();
  await page.waitForSelector('#tab-approved[aria-current]');
  await page.goBack();
  await page.waitForSelector('#tab-all[aria-current]');
  assert.match(page.url(), /\/claims$/);
  assert.equal(await page.locator('tbody tr').count(), all);
  const label = await page.locator('#label option').nth(1).getAttribute('value');
  await page.focus('#label');
  await page.selectOption('#label', label);
  await page.waitForURL(new RegExp(`label=${label}$`));
  assert.equal(await focused(page), 'label');
  if (await page.locator('#page-next').count()) await page.click('#page-next');
  await page.locator('.applied a').click();
  await page.waitForURL(/\/claims$/);
  if (await page.locator('#page-next').count()) {
    await page.click('#page-next');
    await page.waitForURL(/cursor=/);
    assert.equal(await focused(page), 'list', 'a new page begins at its head');
  }
  assert.ok(await isSame(page), 'the page was never left');
  await page.click('tbody .idlink >> nth=0');
  await page.waitForSelector('#receipt, #treatment');
  assert.ok(!await isSame(page), 'a claim is a page of its own');
  assert.deepEqual(errors, []);
});

test('a claim is found by what its people are called, in any spelling', async () => {
  const { page, context, errors, go, look } = await signIn(browser, world, 'clinic');
  await go('/claims');
  await mark(page);
  const pet = (await page.innerText('tbody tr:first-child .pet b')).trim();
  const kana = (shift, text) => text.replace(/[ぁ-ゖ]/g, (c) => String.fromCharCode(c.charCodeAt(0) + shift));
  const spelling = kana(0x60, pet);
  await page.fill('#q', `　${spelling} `);
  await page.press('#q', 'Enter');
  await page.waitForURL(/q=/);
  await page.waitForSelector('#stop-search');
  assert.equal((await page.inputValue('#q')).trim(), spelling, 'what was typed stays');
  for (const found of await page.locator('tbody .pet b').allInnerTexts()) assert.equal(kana(0x60, found.trim()).startsWith(spelling), true, found);
  await page.click('#tab-approved');
  await page.waitForURL(/status=approved.*q=/);
  assert.equal(await page.inputValue('#q'), spelling, 'the search stays with the filters');
  await page.fill('#q', 'だれでもない名前');
  await page.press('#q', 'Enter');
  await says(page, '.empty', /見つかりませんでした/);
  await page.click('#stop-search');
  await page.waitForSelector('#stop-search', { state: 'detached' });
  assert.ok(await isSame(page), 'the page was never left');
  assert.deepEqual(errors, []);
  // At the end: axe leaves style attributes behind, which a swap would carry on against the page's policy.
  await go(`/claims?q=${encodeURIComponent('だれでもない名前')}`);
  await look('claims-search-empty', { phone: true });
  const plain = await context.newPage();
  await plain.goto(new URL(`/claims?q=${encodeURIComponent(spelling)}`, page.url()).href);
  assert.ok(await plain.locator('tbody tr').count() > 0, 'the address alone finds it');
});

test('the timeline is filtered in place, and what is wrong stands at its field', async () => {
  const { page, errors, go, look } = await signIn(browser, world, 'clinic');
  await go('/timeline');
  await mark(page);
  await page.selectOption('#kind', { index: 1 });
  await page.waitForURL(/kind=/);
  await page.fill('#from', 'きのう');
  await page.press('#from', 'Tab');
  await page.waitForSelector('#from-e');
  assert.equal(await page.inputValue('#from'), 'きのう');
  await look('timeline-wrong');
  await page.fill('#from', '2026/11/01');
  await page.press('#from', 'Enter');
  await page.waitForSelector('#from-e', { state: 'detached' });
  assert.ok(await isSame(page));
  assert.deepEqual(errors, []);
});

test('a label is put on and taken off without leaving the page, and a double click does it once', async () => {
  const { page, errors, go } = await signIn(browser, world, 'clinic');
  await go('/claims?status=submitted');
  await page.click('tbody .idlink >> nth=0');
  await page.waitForSelector('#labels');
  await mark(page);
  const worn = await page.locator('.lbs li').count();
  const sent = posts(page, '/labels');
  await page.dblclick('#put-label');
  await says(page, '#said', 'ラベル');
  await page.locator('#labels .lbs li').nth(worn).waitFor();
  assert.equal(sent.length, 1);
  await page.locator('.lbx').nth(0).click();
  await page.locator('#labels .lbs li').nth(worn).waitFor({ state: 'detached' });
  assert.equal(await focused(page), 'labels', 'the focus is not lost');
  assert.ok(await isSame(page));
  assert.deepEqual(errors, []);
});

test('a document comes and goes beside what is being typed, and a half-typed row holds the submission', async () => {
  const { page, errors, look } = await atDraft();
  await mark(page);
  await line(page, 0, '2026/11/20', '再診料', '1100');
  await page.fill('#onset_on', '2026/11/18');
  await page.fill('#diagnosis', '外耳炎');
  await page.check('input[name=other][value=none]');
  const file = path.join(os.tmpdir(), `nekonote-live-${process.pid}.pdf`);
  fs.writeFileSync(file, '%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');
  const sent = posts(page, '/documents');
  for (const count of [1, 2]) {
    await page.setInputFiles('#file', file);
    await page.dblclick('#attach');
    await page.locator('.file').nth(count - 1).waitFor();
    assert.equal(sent.length, count);
  }
  fs.rmSync(file);
  assert.match(await page.innerText('#checks'), /書類\s*（済み）/);
  await page.fill('#note', '再診');
  await page.locator('.file button').nth(0).click();
  await page.locator('.file').nth(1).waitFor({ state: 'detached' });
  await page.fill('#l1_item', '耳道洗浄');
  await page.check('#consent');
  await page.click('#submission button');
  await says(page, '#saved', /まだ提出していません/);
  assert.equal(await focused(page), 'l1_price', 'the first field to finish has the focus');
  assert.equal(await page.inputValue('#note'), '再診');
  assert.ok(await isSame(page));
  await look('draft-open');
  await page.fill('#l1_price', '3300');
  await page.fill('#l1_on', '2026/11/20');
  const submitted = posts(page, '/submit');
  await page.dblclick('#submission button');
  await page.waitForSelector('h1:has-text("C-")');
  assert.equal(submitted.length, 1, 'a double click submits once');
  assert.match(await page.innerText('table tfoot'), /¥4,400/, 'what was typed last is submitted');
  assert.deepEqual(errors, []);
});

test('without a connection or a session the page keeps what is typed, says so, and saves later', async () => {
  const { page, context, draft } = await atDraft();
  await context.setOffline(true);
  await page.fill('#diagnosis', '外耳炎');
  await says(page, '#saved', /保存できませんでした/);
  const asked = new Promise((resolve) => page.once('dialog', (dialog) => resolve(dialog.type()) ?? dialog.dismiss()));
  await page.close({ runBeforeUnload: true });
  assert.equal(await asked, 'beforeunload', 'leaving with unsaved changes warns');
  await context.setOffline(false);
  await says(page, '#saved', SAVED);

  const cookies = await context.cookies();
  await context.clearCookies();
  await page.fill('#diagnosis', '外耳炎（両側）');
  await says(page, '#saved', /ログインの有効期限が切れた/);
  assert.equal(await page.inputValue('#diagnosis'), '外耳炎（両側）');
  const door = await context.newPage();
  await door.goto(`${world.origin}/sign-in`);
  await door.fill('#email', world.actor('clinic').email);
  await door.fill('#password', world.actor('clinic').password);
  await door.click('main button[type=submit]');
  await door.waitForURL(`${world.origin}/`);
  await page.fill('#note', '続き');
  await says(page, '#saved', SAVED);
  await door.goto(draft);
  assert.equal(await door.inputValue('#diagnosis'), '外耳炎（両側）');
  assert.notDeepEqual(await context.cookies(), cookies, 'it is another session');
});

test('without JavaScript everything still works', async () => {
  const clinic = await signIn(browser, world, 'clinic', { javaScript: false });
  const { page } = clinic;
  await clinic.go('/claims');
  await page.click('#tab-submitted');
  assert.match(page.url(), /status=submitted/);
  await page.selectOption('#label', { index: 1 });
  await page.click('.filters button');
  assert.match(page.url(), /label=/);
  await clinic.go('/claims?status=submitted');
  await page.click('tbody .idlink >> nth=0');
  const worn = await page.locator('#labels .lbs li').count();
  await page.click('#put-label');
  assert.equal(await page.locator('#labels .lbs li').count(), worn + 1);
  await page.locator('.lbx').nth(0).click();
  assert.equal(await page.locator('#labels .lbs li').count(), worn);
  await clinic.go('/timeline');
  await page.fill('#from', '2026/11/01');
  await page.click('.filters button');
  assert.match(page.url(), /from=2026/);
  assert.deepEqual(clinic.errors, []);
});

test('no page breaks its own policy, on either face', async () => {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const errors = await watch(context);
  const page = await context.newPage();
  for (const where of ['/', '/r/C-202611-ABCDEF', '/nowhere']) {
    await page.goto(new URL(where, world.help).href);
    await page.waitForLoadState('networkidle');
  }
  assert.deepEqual(errors, []);
  for (const [name, pages] of [['clinic', ['/', '/claims', '/claims/new', '/labels', '/accounts', '/timeline']], ['insurer', ['/', '/claims', '/timeline']], ['support', ['/', '/inspection']], ['operator', ['/', '/keys']]]) {
    const who = await signIn(browser, world, name);
    for (const where of pages) {
      await who.go(where);
      await who.page.waitForLoadState('networkidle');
    }
    assert.deepEqual(who.errors, [], name);
  }
});
