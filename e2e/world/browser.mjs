// A person at a device: a browser with that device's client certificate, signed in. Every page looked at is checked: no console
// error, no breach of the page's policy, no axe violation, no horizontal scroll on a phone; and its picture is kept.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { OUT } from './demo.mjs';

const AXE = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export const launch = () => chromium.launch({ executablePath: '/usr/bin/chromium', args: QUIET, env: { ...process.env, LANGUAGE: 'ja' } });

/** An actor of the demo at their device; `as`: somebody else of the same organisation. */
export async function signIn(browser, world, name, { javaScript = true, as = {} } = {}) {
  const actor = { ...world.actor(name), ...as };
  const context = await browser.newContext({
    ignoreHTTPSErrors: true,
    javaScriptEnabled: javaScript,
    locale: 'ja-JP',
    clientCertificates: [{ origin: world.origin, certPath: actor.certPath, keyPath: actor.keyPath }],
  });
  const errors = await watch(context);
  const page = await context.newPage();
  await page.goto(`${world.origin}/`);
  await page.fill('#email', actor.email);
  await page.fill('#password', actor.password);
  await page.click('main button[type=submit]');
  await page.waitForURL(`${world.origin}/`);
  const go = (where) => page.goto(new URL(where, world.origin).href);
  const look = async (title, { where = page, phone = false } = {}) => {
    const picture = (end) => where.screenshot({ path: path.join(OUT, `${name}-${title}${end}.png`), fullPage: true });
    await where.setViewportSize({ width: 1440, height: 900 });
    await picture('');
    if (phone) await where.setViewportSize({ width: 390, height: 844 }).then(() => picture('-phone'));
    if (javaScript) await check(where, title);
    assert.deepEqual(errors, [], `${title}: the console is quiet`);
  };
  return { page, context, errors, go, look, text: (selector) => page.innerText(selector) };
}

/** Whatever the browser complains about on any page of a context; breaches of the policy are among it. */
export async function watch(context) {
  const errors = [];
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));
  });
  context.on('console', (message) => {
    const expected = /status of 4(04|09|22)/.test(message.text());
    if (message.type() === 'error' && !expected) errors.push(`${message.page()?.url()}: ${message.text()}`);
  });
  context.on('weberror', (error) => errors.push(String(error.error())));
  return errors;
}

async function check(page, title) {
  // The page's own policy forbids strangers' scripts, so axe comes in through the debugger and not through the page.
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: AXE });
  const run = `axe.run(document, { runOnly: ${JSON.stringify(RULES)} }).then((r) => JSON.stringify(r.violations.map((v) => [v.id, v.nodes.map((n) => n.html)])))`;
  const { result } = await session.send('Runtime.evaluate', { expression: run, awaitPromise: true, returnByValue: true });
  assert.deepEqual(JSON.parse(result.value), [], `${title}: axe finds nothing`);
  await page.setViewportSize({ width: 390, height: 844 });
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(over <= 0, `${title}: no horizontal scroll at 390 px (${over})`);
  await page.setViewportSize({ width: 1440, height: 900 });
}
