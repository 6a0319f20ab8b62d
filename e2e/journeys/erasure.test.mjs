// The end of an organisation, in a real browser: one of the operator's people requests it, another confirms it, nobody of the
// organisation gets in any more, and there is an attestation. By keyboard alone where it matters most.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { before, test } from 'node:test';
import { program } from '../world/api.mjs';
import { verified } from '../world/attested.mjs';
import { signIn } from '../world/browser.mjs';
import { browser, world } from '../world/stage.mjs';

const SECOND = { email: 'jun.kobayashi@nekonote.example.jp', password: '二人目の運営担当者の長い合言葉' };
const CLINIC = 'さくら犬猫病院';

before(async () => {
  const { call } = await program(world, 'operator');
  const json = { name: '小林 潤', roles: ['operations'], ...SECOND };
  const made = await call('POST', '/accounts', { json, headers: { 'idempotency-key': 'second' } });
  assert.equal(made.status, 201, made.text);
});

/** Presses Tab until something has the focus. */
async function tabTo(page, selector) {
  for (let tries = 0; tries < 80; tries += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`${selector} cannot be reached by keyboard`);
}

test('two people erase a clinic, one after the other, and it is attested', async () => {
  const first = await signIn(browser, world, 'operator');
  await first.page.click('a[href="/erasures"]');
  assert.match(await first.text('main'), /消去の手続きはまだありません/);
  await first.page.click('a[href="/erasures/new"]');
  assert.match(await first.text('main'), /別の担当者が、組織の名称を入力して確認します/);
  const { page } = first;
  await page.fill('#instruction_reference', '消去指示書 2020-04');
  await page.fill('#contract_ended_on', '三月末');
  await page.click('main form button[type=submit]');
  await page.waitForSelector('#errors');
  assert.equal(await page.inputValue('#instruction_reference'), '消去指示書 2020-04', 'the form comes back filled');
  assert.equal(await page.inputValue('#contract_ended_on'), '三月末');
  await first.look('erasure-new-wrong', { phone: true });
  await first.go('/erasures/new');
  const option = await page.locator('#organisation_id option', { hasText: CLINIC }).getAttribute('value');
  await page.selectOption('#organisation_id', option);
  await page.fill('#instruction_reference', '消去指示書 2020-04');
  await page.fill('#contract_ended_on', 'R2.3.31');
  await page.fill('#instruction_received_on', '２０２０／０４／０２');
  await page.click('main form button[type=submit]');
  await page.waitForURL(/\/erasures\/[0-9a-f-]{36}\?done=requested/);
  const erasure = new URL(page.url()).pathname;
  assert.match(await first.text('main'), /あなたが依頼しました/);
  assert.equal(await page.locator('form[action$="/confirm"]').count(), 0, 'nobody confirms what they have requested');
  await first.look('erasure-own', { phone: true });

  const clinic = await signIn(browser, world, 'clinic2', { javaScript: false });
  await clinic.go('/timeline');
  assert.match(await clinic.text('h1'), /タイムライン/, 'the clinic goes on until it is confirmed');

  const second = await signIn(browser, world, 'operator', { as: SECOND });
  await second.go('/erasures');
  assert.match(await second.text('tbody tr'), new RegExp(`${CLINIC}[^]*確認待ち[^]*確認してください`));
  await second.look('erasures', { phone: true });
  await second.go(erasure);
  await tabTo(second.page, '#organisation_name');
  await second.page.keyboard.type('さくら動物病院');
  await second.page.keyboard.press('Enter');
  await second.page.waitForSelector('#errors');
  assert.match(await second.text('#errors'), /名称が一致しません/);
  assert.equal(await second.page.inputValue('#organisation_name'), 'さくら動物病院');
  await second.look('erasure-name-wrong', { phone: true });
  await second.go(erasure);
  await tabTo(second.page, '#organisation_name');
  await second.page.keyboard.type(CLINIC);
  await tabTo(second.page, 'form[action$="/confirm"] button');
  await second.page.keyboard.press('Enter');
  await second.page.waitForURL(/done=confirmed/);
  assert.match(await second.text('main'), /組織は閉じられました/);

  await page.click('form[action$="/cancel"] button');
  await page.waitForSelector('.notice-warn');
  assert.match(await first.text('main'), /ほかの方が先に操作しました/, 'whoever is slower sees how it stands now');

  for (let tries = 0; tries < 200 && !(await second.text('main')).includes('消去の結果'); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    await second.go(erasure);
  }
  assert.match(await second.text('main'), /消去の結果[^]*鍵の破棄を指示した日時[^]*最後のバックアップが消える日[^]*小林 潤/);
  const files = {};
  for (const form of ['pdf', 'json']) {
    const coming = second.page.waitForEvent('download');
    await second.page.click(`a[href="${erasure}/attestation/${form}"]`);
    const file = await coming;
    assert.equal(file.suggestedFilename(), `erasure-${erasure.split('/').at(-1)}.${form}`);
    files[form] = fs.readFileSync(await file.path());
  }
  assert.ok(files.pdf.subarray(0, 5).equals(Buffer.from('%PDF-')));
  const { kind, facts } = await verified(world, files.json, files.pdf);
  assert.deepEqual([kind, facts.organisation.name], ['organisation_erasure', CLINIC]);
  await second.look('erasure-done', { phone: true });
  await second.go('/erasures');
  await second.look('erasures-done', { phone: true });

  await assert.rejects(signIn(browser, world, 'clinic2'), 'nobody of the clinic gets in');
  const insurer = await signIn(browser, world, 'insurer', { javaScript: false });
  await insurer.go('/claims');
  assert.ok((await insurer.page.locator('tbody tr').count()) > 0, 'others go on');
  const support = await signIn(browser, world, 'support', { javaScript: false });
  assert.equal(await support.page.locator('a[href="/erasures"]').count(), 0);
  assert.equal((await support.go('/erasures')).status(), 403);
});

test('a request is withdrawn without JavaScript, and nothing has happened', async () => {
  const first = await signIn(browser, world, 'operator', { javaScript: false });
  await first.go('/erasures/new?lang=en');
  const option = await first.page.locator('#organisation_id option', { hasText: 'ひまわり' }).getAttribute('value');
  await first.page.selectOption('#organisation_id', option);
  await first.page.fill('#instruction_reference', 'Letter 7');
  await first.page.fill('#contract_ended_on', '2999-12-31');
  await first.page.fill('#instruction_received_on', '2026-11-20');
  await first.page.click('main form button[type=submit]');
  assert.match(await first.text('main'), /You requested this erasure/);
  const erasure = first.page.url().split('?')[0];
  const second = await signIn(browser, world, 'operator', { as: SECOND, javaScript: false });
  await second.go(`${erasure}?lang=ja`);
  assert.equal(await second.page.locator('form[action$="/confirm"]').count(), 0, 'the contract runs');
  assert.match(await second.text('main'), /終わるまで、確認できません/);
  await second.page.click('form[action$="/cancel"] button');
  assert.match(await second.text('main'), /依頼を取り消しました/);
  await second.look('erasure-cancelled-nojs', { phone: true });
  await signIn(browser, world, 'insurer2', { javaScript: false });
});
