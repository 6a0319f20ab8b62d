// What a policyholder asks for about their own data, in a real browser: an insurer's administrator records it, makes sure who asks,
// and does it; the clinic sees what it is to see, and the person gets files that anybody can check.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import fs from 'node:fs';
import { test } from 'node:test';
import { verified } from '../world/attested.mjs';
import { signIn } from '../world/browser.mjs';
import { browser, world } from '../world/stage.mjs';

const POLICY = { number: 'AB-2048-771930', name: '田中 美咲', kana: 'ﾀﾅｶ ﾐｻｷ', phone: '０９０－５５５０－００００', pet: 'こむぎ' };

/** Records a request and makes sure who asks; gives the address of its page. */
async function identified(who, kind, more = async () => {}) {
  const { page } = who;
  await who.go('/subject-requests/new');
  await page.check(`input[name=kind][value=${kind}]`);
  await page.fill('#policy_number', POLICY.number);
  await more(page);
  await page.click('main form button[type=submit]');
  await page.waitForURL(/\/subject-requests\/[0-9a-f-]{36}\?done=received/);
  const request = new URL(page.url()).pathname;
  await page.check('input[name=proof][value=call_back]');
  await page.fill('#stated_kana', POLICY.kana);
  await page.fill('#stated_contact', POLICY.phone);
  await page.click('form[action$="/identify"] button');
  await page.waitForURL(/done=identified/);
  return request;
}

async function carryOut({ page }) {
  await page.click('form[action$="/carry-out"] button');
  await page.waitForURL(/done=carried_out/);
}

async function download(page, address) {
  const coming = page.waitForEvent('download');
  await page.click(`a[href="${address}"]`);
  return fs.readFileSync(await (await coming).path());
}

test('a policyholder gets a copy of all that is kept, attested by its hash', async () => {
  const insurer = await signIn(browser, world, 'insurer');
  const { page } = insurer;
  await page.click('a[href="/subject-requests"]');
  assert.match(await insurer.text('main'), /対応中の請求はありません/);
  await insurer.look('subjects-none', { phone: true });
  await insurer.go('/subject-requests/new');
  await page.fill('#policy_number', 'AB');
  await page.click('main form button[type=submit]');
  await page.waitForSelector('#errors');
  assert.equal(await page.inputValue('#policy_number'), 'AB', 'the form comes back filled');
  await insurer.look('subject-new-wrong', { phone: true });

  await insurer.go('/subject-requests/new');
  await page.check('input[name=kind][value=disclosure]');
  await page.fill('#policy_number', POLICY.number);
  await page.click('main form button[type=submit]');
  await page.waitForURL(/done=received/);
  const request = new URL(page.url()).pathname;
  assert.match(await insurer.text('main'), new RegExp(`S-\\d{6}-[0-9A-Z]{6}[^]*${POLICY.number}[^]*${POLICY.name}`));
  assert.equal(await page.locator('form[action$="/carry-out"]').count(), 0, 'nothing is done for somebody unknown');
  await insurer.look('subject-received', { phone: true });
  await page.check('input[name=proof][value=photo_document]');
  await page.fill('#stated_kana', 'スズキ ケンタ');
  await page.fill('#stated_contact', POLICY.phone);
  await page.click('form[action$="/identify"] button');
  await page.waitForSelector('#errors');
  assert.match(await insurer.text('#errors'), /一致/);
  assert.equal(await page.locator('#stated_contact-e').count(), 0, 'what is right is not called wrong');
  await insurer.look('subject-mismatch', { phone: true });
  await page.fill('#stated_kana', POLICY.kana);
  await page.click('form[action$="/identify"] button');
  await page.waitForURL(/done=identified/);
  await insurer.look('subject-identified', { phone: true });
  await carryOut(insurer);
  await insurer.look('subject-disclosed', { phone: true });

  const files = {};
  for (const [file, form] of [['attestation', 'pdf'], ['attestation', 'json'], ['disclosure', 'pdf'], ['disclosure', 'json']]) {
    files[`${file}.${form}`] = await download(page, `${request}/files/${file}/${form}`);
  }
  const { kind, facts } = await verified(world, files['attestation.json'], files['attestation.pdf']);
  assert.equal(kind, 'subject_disclosure');
  assert.ok(!JSON.stringify(facts).includes('田中'), 'an attestation names nobody');
  const hash = (name) => crypto.createHash('sha256').update(files[name]).digest('hex');
  assert.deepEqual(facts.disclosed.map(({ sha256 }) => sha256), [hash('disclosure.json'), hash('disclosure.pdf')]);
  const kept = JSON.parse(files['disclosure.json']);
  assert.equal(kept.policy.policyholder.surname, '田中');
  fs.writeFileSync(new URL('../../target/e2e/disclosure.pdf', import.meta.url), files['disclosure.pdf']);
  fs.writeFileSync(new URL('../../target/e2e/subject-attestation.pdf', import.meta.url), files['attestation.pdf']);
  await insurer.go(`/timeline?subject=${request.split('/').at(-1)}`);
  assert.match(await insurer.text('main'), /開示したデータの写しを取り出しました/, 'fetching is on the timeline');
});

test('a stop hides it from the clinic and the insurer until it is resumed, without JavaScript', async () => {
  const insurer = await signIn(browser, world, 'insurer', { javaScript: false });
  const clinic = await signIn(browser, world, 'clinic', { javaScript: false });
  await clinic.go(`/claims?q=${encodeURIComponent(POLICY.number)}`);
  const before = await clinic.page.locator('tbody tr').count();
  assert.ok(before > 0, 'the clinic has claims about it');
  await identified(insurer, 'stop');
  await insurer.look('subject-stop-nojs', { phone: true });
  await carryOut(insurer);
  await clinic.go(`/claims/new?policy_number=${POLICY.number}`);
  assert.match(await clinic.text('main'), /契約者さまの請求により利用できません/, 'the counter is told what to do');
  await clinic.look('lookup-stopped-nojs', { phone: true });
  await clinic.go('/claims');
  assert.match(await clinic.text('main'), /利用停止中/);
  await clinic.look('claims-stopped-nojs', { phone: true });
  const stopped = clinic.page.locator('tbody tr', { hasText: '利用停止中' }).first();
  await stopped.locator('a').first().click();
  assert.doesNotMatch(await clinic.text('main'), new RegExp(`${POLICY.name}|${POLICY.pet}`));
  await clinic.look('claim-stopped-nojs', { phone: true });
  await insurer.page.click('form[action$="/resume"] >> xpath=ancestor::details/summary');
  await insurer.look('subject-resume-nojs', { phone: true });
  await insurer.page.check('form[action$="/resume"] input[value=call_back]');
  await insurer.page.fill('#stated_kana', POLICY.kana);
  await insurer.page.fill('#stated_contact', POLICY.phone);
  await insurer.page.click('form[action$="/resume"] button');
  assert.match(await insurer.text('main'), /再開/);
  await clinic.go(`/claims?q=${encodeURIComponent(POLICY.number)}`);
  assert.equal(await clinic.page.locator('tbody tr').count(), before);
});

test('a correction is found by what is right, and a running policy is not deleted', async () => {
  const insurer = await signIn(browser, world, 'insurer');
  await identified(insurer, 'correction', (page) => page.fill('#surname', '髙橋').then(() => page.fill('#surname_kana', 'タカハシ')));
  assert.match(await insurer.text('main'), /髙橋/);
  await carryOut(insurer);
  await insurer.look('subject-corrected', { phone: true });
  await insurer.go(`/claims?q=${encodeURIComponent('髙橋 美咲')}`);
  assert.ok((await insurer.page.locator('tbody tr').count()) > 0);
  const kana = POLICY.kana;
  POLICY.kana = 'タカハシ ミサキ';
  await identified(insurer, 'deletion');
  POLICY.kana = kana;
  assert.equal(await insurer.page.locator('form[action$="/carry-out"]').count(), 0);
  assert.match(await insurer.text('main'), /別の担当者/);
  await insurer.look('subject-deletion-blocked', { phone: true });
  await insurer.page.click('summary');
  await insurer.page.selectOption('#ground', 'law');
  await insurer.page.click('form[action$="/refuse"] button');
  await insurer.page.waitForURL(/done=refused/);
  await insurer.look('subject-refused', { phone: true });
  await insurer.go('/subject-requests?open=false');
  await insurer.look('subjects', { phone: true });
  const clinic = await signIn(browser, world, 'clinic');
  assert.equal(await clinic.page.locator('a[href="/subject-requests"]').count(), 0);
  assert.equal((await clinic.go('/subject-requests')).status(), 403);
});
