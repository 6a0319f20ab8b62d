// The main job in a real browser: a clinic submits, the insurer approves, and everybody sees what happened.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { signIn } from '../world/browser.mjs';
import { browser, world } from '../world/stage.mjs';

const POLICY = 'ＡＢ－２０４８－７７１９３７';

for (const javaScript of [true, false]) {
  test(`a claim goes from the counter to the approval, ${javaScript ? 'with' : 'without'} JavaScript`, async () => {
    const clinic = await signIn(browser, world, 'clinic', { javaScript });
    const look = (who, title) => who.look(javaScript ? title : `${title}-nojs`);
    await look(clinic, 'home');

    await clinic.go('/claims/new');
    await clinic.page.fill('#policy_number', POLICY);
    await clinic.page.press('#policy_number', 'Enter');
    await look(clinic, 'claim-new');
    await clinic.page.click('.actions-plain button');
    const { page } = clinic;

    await page.fill('#l0_on', '２０２６／１１／２０');
    await page.fill('#l0_item', '再診料');
    await page.fill('#l0_qty', '1');
    await page.fill('#l0_price', '千円');
    await page.click('form[action$="/treatment"] button[type=submit]');
    await page.waitForSelector('#errors');
    assert.match(await clinic.text('#errors'), /単価|金額/, 'the form comes back and says where');
    assert.equal(await page.inputValue('#l0_item'), '再診料', 'the form comes back filled');
    await look(clinic, 'draft-wrong');

    await page.fill('#l0_price', '￥１，１００');
    await page.fill('#diagnosis', '外耳炎（両側）');
    await page.check('input[name=cause][value="3"]');
    await page.selectOption('#diagnosis_code', { label: '外耳炎' });
    await page.fill('#onset_on', 'R8.11.18');
    await page.fill('#l1_item', '療法食');
    await page.fill('#l1_on', '2026/11/20');
    await page.fill('#l1_price', '2200');
    await page.selectOption('#l1_insured', '1:FOOD');
    await page.fill('#discount', '100');
    await page.check('input[name=other][value=some]');
    await page.click('form[action$="/treatment"] button[type=submit]');
    await page.waitForSelector('#errors:has-text("ほかの保険会社の名前")');
    await look(clinic, 'draft-others');
    await page.check('input[name=other][value=none]');
    await page.click('form[action$="/treatment"] button[type=submit]');
    await page.waitForSelector('.notice-ok:has-text("下書きを保存しました")');
    assert.match(await clinic.text('.lines'), /¥1,100[\s\S]*¥3,200/, 'lines, and the total less the discount');
    assert.equal(await page.inputValue('#l1_insured'), '1:FOOD');

    const file = path.join(os.tmpdir(), `nekonote-${process.pid}.pdf`);
    fs.writeFileSync(file, '%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');
    await page.setInputFiles('#file', file);
    await page.click('form[action$="/documents"] button[type=submit]');
    await page.waitForSelector('.file');
    fs.rmSync(file);

    await page.click('form[action$="/submit"] button[type=submit]');
    await page.waitForSelector('#errors');
    assert.match(await clinic.text('#errors'), /同意/, 'no submission without consent');
    await page.check('#consent');
    await page.click('form[action$="/submit"] button[type=submit]');
    await page.waitForSelector('form[action$="/submit"]', { state: 'detached' });
    assert.match(await clinic.text('h1'), /C-\d{6}-[0-9A-Z]{6}/, 'the receipt number is there at once');
    await look(clinic, 'claim-submitted');
    const claim = page.url().split('?')[0];
    const receipt = (await clinic.text('h1')).match(/C-\d{6}-[0-9A-Z]{6}/)[0];

    const insurer = await signIn(browser, world, 'insurer', { javaScript });
    await insurer.go(claim);
    assert.match(await insurer.text('main'), /09-001[^]*病気・ケガの別\s*ケガ/, 'the diagnosis has its code and its cause');
    await look(insurer, 'claim');
    await insurer.page.click('form[action$="/approve"] button[type=submit]');
    assert.match(await insurer.text('body'), /¥533/, '50 % of ¥1,100 less its share of the discount, and nothing of the food');
    await look(insurer, 'claim-approved');

    await clinic.go(claim);
    assert.match(await clinic.text('body'), /承認/);
    await clinic.go(`/timeline?subject=${claim.split('/').at(-1)}`);
    for (let tries = 0; !(await clinic.text('main')).includes('承認') && tries < 50; tries += 1) await page.reload();
    assert.match(await clinic.text('main'), new RegExp(receipt), 'the timeline knows the claim');
    await look(clinic, 'timeline');

    const mails = async () => (await fetch(new URL('mails.json', world.mail))).json();
    let told = [];
    for (let tries = 0; told.length < 2 && tries < 100; tries += 1) {
      told = (await mails()).filter((mail) => mail.body.includes(receipt) || mail.subject.includes(receipt));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.ok(told.length >= 2, 'the policyholder is told of receipt and decision');
    for (const mail of told) assert.doesNotMatch(mail.body + mail.subject, /外耳炎|ミルク|鈴木 健太/, 'no personal data in a mail');
  });
}

test('every other page is clean, and the language can be changed', async () => {
  const clinic = await signIn(browser, world, 'clinic2');
  for (const [where, title] of [['/claims', 'claims'], ['/claims?status=draft', 'claims-draft'], ['/labels', 'labels'], ['/accounts', 'accounts'], ['/timeline', 'timeline'], ['/nowhere', 'not-found']]) {
    await clinic.go(where);
    await clinic.look(title);
  }
  await clinic.go('/claims?lang=en');
  assert.equal(await clinic.page.getAttribute('html', 'lang'), 'en');
  await clinic.look('claims-en');
});

test('an insurer narrows its list by diagnosis, and a clinic is offered none', async () => {
  const insurer = await signIn(browser, world, 'insurer', { javaScript: false });
  await insurer.go('/claims');
  await insurer.page.selectOption('#diagnosis', { label: '膝蓋骨脱臼' });
  await insurer.page.click('form[role=search] button');
  const rows = await insurer.page.locator('tbody tr').allInnerTexts();
  assert.ok(rows.length > 0 && rows.every((row) => row.includes('膝蓋骨')), rows.join());
  assert.match(await insurer.text('.applied'), /膝蓋骨脱臼/);
  await insurer.look('claims-by-diagnosis');
  const clinic = await signIn(browser, world, 'clinic');
  await clinic.go('/claims');
  assert.equal(await clinic.page.locator('#diagnosis').count(), 0);
});

test('support says why, opens a claim, and its clinic learns of it', async () => {
  const clinic = await signIn(browser, world, 'clinic', { javaScript: false });
  await clinic.go('/claims?status=approved');
  await clinic.page.click('tbody a[href^="/claims/"]');
  const [id, receipt] = [clinic.page.url().split('/').at(-1), (await clinic.text('h1')).match(/C-\d{6}-[0-9A-Z]{6}/)[0]];
  const support = await signIn(browser, world, 'support', { javaScript: false });
  await support.go('/inspection');
  await support.look('inspection');
  await support.page.selectOption('#organisation_id', { label: 'みどり動物病院' });
  await support.page.fill('#reason', 'お問い合わせ 1234 の調査');
  await support.page.click('main form button[type=submit]');
  await support.page.click(`a[href="/inspection/claims/${id}"] >> nth=0`);
  await support.page.click('main form button[type=submit]');
  assert.match(await support.text('#errors'), /理由/, 'no claim without a reason');
  await support.page.fill('#reason', 'お問い合わせ 1234 の調査');
  await support.page.click('main form button[type=submit]');
  assert.match(await support.text('h1'), new RegExp(receipt));
  assert.equal(await support.page.locator('main a[href*="/documents/"]').count(), 0, 'documents stay closed');
  await support.look('claim-inspected');
  for (let tries = 0; tries < 50; tries += 1) {
    await clinic.go(`/timeline?subject=${id}`);
    if ((await clinic.text('main')).includes('内容を閲覧しました')) break;
  }
  const told = await clinic.text('main');
  assert.match(told, /内容を閲覧しました/);
  assert.match(told, /お問い合わせ 1234 の調査/);
});

test('operations sees how the keys stand, and nobody else does', async () => {
  const operator = await signIn(browser, world, 'operator');
  await operator.page.click('a[href="/keys"]');
  for (const service of ['accounts', 'claims', 'notifications']) {
    await operator.page.click(`.tabs a[href="/keys?service=${service}"]`);
    await operator.look(`keys-${service}`);
    const rows = await operator.page.locator('tbody tr').allInnerTexts();
    assert.ok(rows.some((row) => row.includes(service === 'notifications' ? '運用の秘密情報' : 'あおば損保')), rows.join());
    for (const row of rows) assert.match(row, /使用中[\s\S]*0日経過[\s\S]*有効/, row);
  }
  const clinic = await signIn(browser, world, 'clinic');
  assert.equal(await clinic.page.locator('a[href="/keys"]').count(), 0);
  assert.equal((await clinic.go('/keys')).status(), 403);
});

test('somebody else’s claim is not there', async () => {
  const owner = await signIn(browser, world, 'clinic');
  await owner.go('/claims');
  const href = await owner.page.getAttribute('tbody a', 'href');
  const stranger = await signIn(browser, world, 'clinic2');
  const answer = await stranger.go(href);
  assert.equal(answer.status(), 404);
});
