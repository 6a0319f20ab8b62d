// How an insurer's products compute a benefit, in a real browser: a version goes live once its worked examples come out to the yen,
// and what its terms say is what the clinic's counter is told.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signIn } from '../world/browser.mjs';
import { browser, world } from '../world/stage.mjs';

const TERMS = {
  code: 'AOBA90', name: 'あおばペット 90', ratio_pct: 90, counts: { outpatient: 20, inpatient: 20, surgery: 2 },
  caps: { outpatient: 14000, inpatient: 14000, surgery: 140000 },
  clauses: [{ reason: 'LIMIT_UNIT', clause: '約款第7条' }],
};
const example = (expected) => [{ id: '通院', description: '2万円の通院1日', units: [{ kind: 'outpatient', eligible_yen: 20000 }], expected, annual_maximum_yen: 840000 }];

test('a plan goes live once its examples come out, and shows how each is computed', async () => {
  const insurer = await signIn(browser, world, 'insurer');
  const { page } = insurer;
  await page.click('a[href="/plans"]');
  assert.match(await insurer.text('main'), /AOBA70[^]*第1版[^]*2024\/04\/01から[^]*¥1,224,000/);
  await insurer.look('plans', { phone: true });

  await page.click('a[href="/plans/new"]');
  await page.fill('#definition', JSON.stringify({ ...TERMS, bonus: 1 }));
  await page.fill('#examples', JSON.stringify(example(14000)));
  await page.fill('#valid_from', 'R9.4.1');
  await page.click('main form button[type=submit]');
  assert.match(await insurer.text('#definition-e'), /読み取れません[^]*bonus/);
  await page.fill('#definition', JSON.stringify(TERMS, null, 1));
  await page.fill('#examples', JSON.stringify(example(18000)));
  await page.click('main form button[type=submit]');
  await page.waitForSelector('#examples-e');
  assert.match(await insurer.text('#examples-e'), /計算例が一致しません[^]*通院: ¥18,000 ≠ ¥14,000/);
  assert.equal(await page.inputValue('#valid_from'), 'R9.4.1', 'nothing is lost of what was typed');
  await insurer.look('plan-new-wrong', { phone: true });
  await page.fill('#examples', JSON.stringify(example(14000)));
  await page.click('main form button[type=submit]');
  await page.waitForURL(/done=published/);
  assert.match(await insurer.text('main'), /2027\/04\/01から[^]*90%[^]*¥840,000[^]*通院 2万円の通院1日[^]*¥14,000/);
  await page.click('section:last-of-type details summary');
  assert.match(await insurer.text('section:last-of-type'), /補償割合 90％（円未満切捨て）[^]*限度額 ¥14,000 までとなります（約款第7条）/);
  await insurer.look('plan', { phone: true });
  await insurer.go('/timeline');
  assert.match(await insurer.text('main'), /AOBA90[^]*を公開しました/);
});

test('a clinic has no plans, and a version does not begin before the one it follows', async () => {
  const clinic = await signIn(browser, world, 'clinic');
  assert.equal(await clinic.page.locator('a[href="/plans"]').count(), 0);
  const answer = await clinic.page.request.get(new URL('/plans/new', clinic.page.url()).href);
  assert.equal(answer.status(), 403);
  const insurer = await signIn(browser, world, 'insurer');
  await insurer.go('/plans/new');
  await insurer.page.fill('#definition', JSON.stringify({ ...TERMS, code: 'AOBA70' }));
  await insurer.page.fill('#examples', JSON.stringify(example(14000)));
  await insurer.page.fill('#valid_from', '2024/04/01');
  await insurer.page.click('main form button[type=submit]');
  assert.match(await insurer.text('#valid_from-e'), /いまの版の適用開始日より後/);
});
