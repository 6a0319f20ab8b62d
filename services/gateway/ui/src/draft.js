// Saves a draft while it is typed: a second after the last change, on leaving a field, and on leaving the page. It never
// overwrites what another screen has saved, keeps what is on the page whatever fails, and says where things stand.
import { documents } from './documents.js';
import { htmx } from './swaps.js';

const PAUSE = 1000;
const AGAIN = [3000, 10_000, 30_000];
const OWN = ['csrf_token', 'request_id', 'revision'];

export function draft(form) {
  const saved = document.getElementById('saved');
  const submission = document.getElementById('submission');
  const field = (name) => form.elements.namedItem(name);
  const checks = () => document.getElementById('checks');
  let kept = 'unsaved' in form.dataset ? null : text();
  let unanswered = null; // an attempt whose answer was lost: sent again as it was, since it may have been heard
  let [stale, leaving, failures, waiting, busy] = [false, false, 0, 0, Promise.resolve()];

  function text() {
    const pairs = new URLSearchParams(new FormData(form));
    for (const name of OWN) pairs.delete(name);
    return pairs.toString();
  }
  let leftOut = ''; // the first field of what is only half typed
  const differs = () => unanswered !== null || text() !== kept;
  const exclusively = (work) => (busy = busy.then(work, work));
  const later = (delay) => { clearTimeout(waiting); waiting = setTimeout(() => exclusively(put), delay); };

  // A live region is left alone while it says the same, so that it is read out once.
  function tell(words, state, link) {
    saved.dataset.state = state;
    if (saved.textContent !== words + (link?.textContent ?? '')) saved.replaceChildren(words, ...(link ? [link] : []));
  }
  /** Our own change moved the draft on by one; anything else was somebody else's, and the next save will find out. */
  function adopt(revision) {
    if (Number(revision) !== Number(field('revision').value) + 1) return;
    for (const one of document.querySelectorAll('input[name=revision]')) one.value = revision;
  }

  async function put({ keepalive = false } = {}) {
    clearTimeout(waiting);
    // On the way out by a form of ours that form speaks; a save beside it would make it stale.
    if (stale || leaving || !differs()) return;
    const attempt = unanswered ?? { id: crypto.randomUUID(), text: text(), revision: field('revision').value };
    const body = new URLSearchParams(attempt.text);
    body.set('csrf_token', field('csrf_token').value);
    body.set('request_id', attempt.id);
    body.set('revision', attempt.revision);
    unanswered = attempt;
    let answer;
    try {
      answer = await fetch(form.dataset.autosave, { method: 'POST', body, keepalive, redirect: 'manual', headers: { accept: 'text/html' } });
    } catch {
      return failed();
    }
    if (answer.type === 'opaqueredirect') return signedOut();
    if (answer.status === 403) return (await renewed()) ? put() : failed();
    if (answer.status === 429 || answer.status >= 500) return failed();
    [unanswered, failures] = [null, 0];
    if (answer.status === 409) return conflict(await answer.text());
    kept = attempt.text;
    if (!answer.ok) return tell(await answer.text(), 'wrong');
    await htmx.swap({ text: await answer.text(), sourceElement: form, target: checks(), swap: 'outerMorph' });
    adopt(checks().dataset.revision);
    leftOut = checks().dataset.open;
    tell(checks().dataset.said, leftOut ? 'open' : 'saved');
    if (differs()) later(PAUSE);
  }
  function failed() {
    tell(saved.dataset.failed, 'wrong');
    later(AGAIN[Math.min(failures++, AGAIN.length - 1)]);
  }
  function signedOut() {
    const link = Object.assign(document.createElement('a'), { href: '/sign-in', target: '_blank', rel: 'noopener', textContent: saved.dataset.signIn });
    tell(saved.dataset.signedOut, 'wrong', link);
  }
  /** Signed in again in another tab: this page's forms take the new session's token. */
  async function renewed() {
    const page = await fetch(location.pathname, { redirect: 'manual' }).then((answer) => answer.text(), () => '');
    const token = /name="csrf_token" value="([^"]+)"/.exec(page)?.[1];
    if (!token || token === field('csrf_token').value) return false;
    for (const one of document.querySelectorAll('input[name=csrf_token]')) one.value = token;
    return true;
  }
  async function conflict(notice) {
    stale = true;
    tell('', 'stale');
    await htmx.swap({ text: notice, sourceElement: form, target: document.getElementById('stale'), swap: 'innerHTML' });
  }

  form.addEventListener('input', (event) => { if (!event.isComposing) later(PAUSE); });
  form.addEventListener('compositionend', () => later(PAUSE));
  form.addEventListener('change', () => later(0));
  addEventListener('online', () => later(0));
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') exclusively(() => put({ keepalive: true }));
    else if (unanswered) later(0);
  });
  addEventListener('beforeunload', (event) => {
    if (leaving || (!differs() && !leftOut)) return;
    exclusively(() => put({ keepalive: true }));
    event.preventDefault();
  });

  const stay = () => { leaving = false; };
  // A form does not send itself while its own submit event is still under way.
  const send = async (one) => {
    await new Promise((resolve) => { setTimeout(resolve); });
    leaving = true;
    setTimeout(stay, 10_000);
    one.requestSubmit();
  };

  // The buttons wait for a save under way, so that nobody meets their own save as a conflict.
  form.addEventListener('submit', (event) => {
    if (leaving) return;
    event.preventDefault();
    exclusively(() => send(form));
  });
  submission.addEventListener('submit', (event) => {
    if (leaving) return;
    event.preventDefault();
    exclusively(async () => {
      await put();
      if (stale) return document.getElementById('stale').scrollIntoView({ block: 'center' });
      if (leftOut) { tell(saved.dataset.first, 'open'); return document.getElementById(leftOut)?.focus(); }
      if (differs()) return saved.scrollIntoView({ block: 'center' });
      return send(submission);
    });
  });
  // A link waits for the save as well; the warning is for what could not be saved.
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[href]');
    if (!link || link.target || link.hash || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (stale || !differs()) return;
    event.preventDefault();
    exclusively(put).then(() => location.assign(link.href));
  });
  addEventListener('pageshow', stay);

  documents({
    /** Does something to the draft after what is typed is saved, and while nothing else is. */
    change: (work) => exclusively(async () => {
      await put();
      if (stale || unanswered) return tell(saved.textContent || saved.dataset.notYet, 'wrong');
      return work();
    }),
    adopt: () => adopt(checks().dataset.revision),
    renumber: () => { for (const one of document.querySelectorAll('input[name=revision]')) one.value = field('revision').value; },
    leave: () => { leaving = true; },
  });
  tell(saved.dataset.ready, 'ready');
}
