// 差戻し in a real browser: the insurer says what to mend and where, the clinic mends it under the same receipt number, the insurer
// sees what has changed; and a clinic withdraws a claim.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signIn } from '../world/browser.mjs';
import { browser, world } from '../world/stage.mjs';

for (const javaScript of [true, false]) {
  test(`a claim is returned, mended and submitted again, ${javaScript ? 'with' : 'without'} JavaScript`, async () => {
    const insurer = await signIn(browser, world, 'insurer', { javaScript });
    const look = (who, title) => who.look(javaScript ? title : `${title}-nojs`);
    await insurer.go('/claims?status=submitted');
    await insurer.page.click('tbody .idlink >> nth=0');
    await insurer.page.waitForSelector('form[action$="/return"]', { state: 'attached' });
    const claim = insurer.page.url().split('?')[0];
    const receipt = (await insurer.text('h1')).match(/C-\d{6}-[0-9A-Z]{6}/)[0];

    await insurer.page.click('summary:has-text("差し戻す")');
    await insurer.page.selectOption('#point0_place', 'treatment.onset_on');
    await insurer.page.click('form[action$="/return"] button');
    await insurer.page.waitForSelector('#errors');
    assert.match(await insurer.text('#errors'), /お願いしたいこと[^]*箇所と説明の両方/, 'both mistakes at once');
    assert.equal(await insurer.page.inputValue('#point0_place'), 'treatment.onset_on', 'the form comes back filled');
    await look(insurer, 'claim-return-wrong');
    await insurer.page.fill('#message', '発症日がカルテと異なります。ご確認のうえ、再提出をお願いいたします。');
    await insurer.page.fill('#point0_text', 'カルテでは前の月です');
    await insurer.page.fill('#due_on', '2099/12/31');
    await insurer.page.click('form[action$="/return"] button');
    await insurer.page.waitForSelector('.notice-ok:has-text("動物病院へ差し戻しました")');
    assert.match(await insurer.text('main'), /動物病院の修正をお待ちください/);
    assert.equal(await insurer.page.locator('form[action$="/approve"]').count(), 0, 'nothing to decide meanwhile');
    await look(insurer, 'claim-returned');

    const clinic = await signIn(browser, world, 'clinic', { javaScript });
    await clinic.go('/');
    assert.match(await clinic.text('main'), /差し戻された申請が1件あります/);
    await clinic.go(claim);
    assert.match(await clinic.text('main'), /差し戻されました[^]*カルテと異なります[^]*発症日：カルテでは前の月です/);
    await look(clinic, 'draft-returned');
    assert.equal(await clinic.page.locator('a[href="#onset_on"]').first().getAttribute('href'), '#onset_on');
    const onset = javaScript ? '2026/10/30' : '2026/10/29';
    await clinic.page.fill('#onset_on', onset);
    await clinic.page.click('form[action$="/treatment"] button[type=submit]');
    await clinic.page.waitForSelector('.notice-ok:has-text("下書きを保存しました")');
    await clinic.page.check('#consent');
    await clinic.page.click('form[action$="/submit"] button[type=submit]');
    await clinic.page.waitForSelector('form[action$="/submit"]', { state: 'detached' });
    assert.ok((await clinic.text('h1')).includes(receipt), 'the receipt number stays');

    await insurer.go(claim);
    assert.match(await insurer.text('main'), new RegExp(`前回の提出からの変更[^]*発症日[^]*${onset}`));
    await look(insurer, 'claim-again');
    if (javaScript) return; // the same claim goes round once more

    await clinic.go(claim);
    await clinic.page.click('summary:has-text("取り下げる")');
    await clinic.page.click('form[action$="/withdraw"] button');
    await clinic.page.waitForSelector('.notice-ok:has-text("申請を取り下げました")');
    assert.match(await clinic.text('.steps'), /取り下げ/);
    await look(clinic, 'claim-withdrawn');
  });
}
