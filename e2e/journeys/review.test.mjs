// 自動審査 in a real browser: an insurer sets rules; what passes is approved before anybody looks, and what a check finds waits with the reason.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { program } from '../world/api.mjs';
import { signIn } from '../world/browser.mjs';
import { browser, world } from '../world/stage.mjs';

const ASKED = { onset_on: '2026-11-20', cause: 'illness', note: '', discount_yen: 0, other_insurance: [] };
const line = { service_on: '2026-11-22', care_type: 'outpatient', item: '再診料', quantity_milli: 1000, unit_price_yen: 4000, insured: true };

let attempts = 0;
const headers = () => ({ 'idempotency-key': `review-${(attempts += 1)}` });

/** Submits a claim as a clinic's own software does. */
async function submitted(clinic, treatment, number = 'AB-2048-771951') {
  const found = (await clinic.call('GET', `/policies/lookup?policy_number=${number}`)).json.items[0];
  const start = { policy_number: found.policy_number, insurer_id: found.insurer_id };
  const draft = (await clinic.call('POST', '/claims', { headers: headers(), json: start })).json;
  const said = await clinic.call('PUT', `/claims/${draft.id}/treatment`, { headers: { 'if-match': `"${draft.revision}"`, ...headers() }, json: { ...ASKED, ...treatment } });
  assert.equal(said.status, 200, said.text);
  const consent = { revision: said.json.revision, document_ids: [], consent_version: '2026-04', consent_means: 'signed' };
  const answer = await clinic.call('POST', `/claims/${draft.id}/submit`, { headers: headers(), json: consent });
  assert.equal(answer.status, 200, answer.text);
  return draft.id;
}

test('rules are set, what passes is approved by itself, and what is found waits with its reason', async () => {
  const insurer = await signIn(browser, world, 'insurer');
  await insurer.page.click('a[href="/review-rules"]');
  assert.match(await insurer.text('main'), /基準はまだありません/);
  await insurer.page.fill('#approves_up_to_yen', '一万');
  await insurer.page.fill('#sample_pct', '');
  await insurer.page.click('main form button[type=submit]');
  await insurer.page.waitForSelector('#errors');
  assert.match(await insurer.text('#errors'), /上限は[^]*抜き取りの割合は/, 'both mistakes at once');
  await insurer.look('review-rules-wrong', { phone: true });
  await insurer.page.fill('#approves_up_to_yen', '１０，０００');
  await insurer.page.fill('#sample_pct', '0');
  await insurer.page.click('main form button[type=submit]');
  await insurer.page.waitForSelector('.notice-ok:has-text("自動審査の基準を保存しました")');
  await insurer.look('review-rules', { phone: true });

  const clinic = await program(world, 'clinic');
  const passes = await submitted(clinic, { diagnosis: '膀胱炎', lines: [line] });
  await insurer.go(`/claims/${passes}`);
  for (let tries = 0; !/自動審査の基準により承認/.test(await insurer.text('main')) && tries < 50; tries += 1) await insurer.page.reload();
  assert.match(await insurer.text('main'), /自動チェック[^]*見つかりませんでした/);
  await insurer.look('claim-automatic', { phone: true });

  const waits = await submitted(clinic, { diagnosis: '膀胱炎', lines: [line, line] });
  await insurer.go(`/claims/${waits}`);
  for (let tries = 0; !/自動チェック/.test(await insurer.text('main')) && tries < 50; tries += 1) await insurer.page.reload();
  assert.match(await insurer.text('main'), /担当者の確認が必要な点[^]*同じ日・同じ傷病[^]*明細の2行目：前の行と同じ/);
  assert.equal(await insurer.page.getAttribute('a:has-text("もう一方の申請を見る")', 'href'), `/claims/${passes}`);
  await insurer.look('claim-found', { phone: true });
  const shown = (await clinic.call('GET', `/claims/${waits}`)).json;
  assert.deepEqual([shown.status, shown.check], ['submitted', undefined], 'its clinic sees that it waits, and not why');

  await insurer.page.click('form[action$="/approve"] button[type=submit]');
  await insurer.page.waitForSelector('.notice-ok');
  await insurer.go('/timeline');
  assert.match(await insurer.text('main'), /自動審査の基準/);
});

test('what a deductible takes is approved without a payment, and what pays nothing is denied with its reason filled in', async () => {
  const [clinic, company] = [await program(world, 'clinic'), await program(world, 'insurer')];
  const plan = { code: 'OWN', name: '免責あり', ratio_pct: 70, deductible_yen: 20000, deductible_mode: 'before_ratio' };
  const policyholder = { surname: '森', given_name: '葵', surname_kana: 'モリ', given_name_kana: 'アオイ', email: 'mori@mail.example.jp', phone: '090-5550-0990' };
  const pet = { name: 'ラテ', species: '猫', breed: '雑種', birth_on: '2022-02-02' };
  const policy = { policy_number: 'AB-2048-990001', plan, pet, policyholder, starts_on: '2026-04-01', ends_on: '2027-03-31' };
  const made = await company.call('POST', '/policies', { headers: headers(), json: policy });
  assert.equal(made.status, 201, made.text);
  const insurer = await signIn(browser, world, 'insurer', { javaScript: false });

  // Twice the same line, so that a person looks at it whatever the rules say.
  const absorbed = await submitted(clinic, { diagnosis: '膀胱炎', lines: [line, line] }, policy.policy_number);
  await insurer.go(`/claims/${absorbed}`);
  assert.match(await insurer.text('main'), /すべて免責金額の範囲内です/);
  await insurer.look('claim-absorbing', { phone: true });
  await insurer.page.click('form[action$="/approve"] button[type=submit]');
  assert.match(await insurer.text('.notice-ok'), /免責内として承認しました。保険金のお支払いはありません/);
  assert.match(await insurer.text('.steps'), /免責内/);
  await insurer.look('claim-absorbed', { phone: true });

  const before = { diagnosis: '外耳炎', onset_on: '2026-03-01', lines: [line] };
  const unpaid = await submitted(clinic, before, policy.policy_number);
  await insurer.go(`/claims/${unpaid}`);
  assert.equal(await insurer.page.locator('form[action$="/approve"]').count(), 0, 'it cannot be approved');
  assert.equal(await insurer.page.inputValue('#reason_code'), 'PREEXISTING', 'the likely reason is chosen');
  await insurer.look('claim-unpaid', { phone: true });
  await insurer.page.fill('#explanation', 'ご契約の始期日より前に発症した傷病のため、お支払いの対象外となります。');
  await insurer.page.click('form[action$="/deny"] button[type=submit]');
  assert.match(await insurer.text('main'), /補償の開始前に発症した傷病[^]*始期日より前に発症/);
});
