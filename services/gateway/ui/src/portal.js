// Starts the small modules a page asks for by data-module, also in parts that are swapped in. Pages work without any of them.
import { copy } from './copy.js';
import { draft } from './draft.js';
import { lines } from './lines.js';
import { htmx } from './swaps.js';

const modules = { copy, draft, lines };
const started = new WeakSet();

function start(part) {
  for (const element of [part, ...part.querySelectorAll('[data-module]')]) {
    const module = modules[element.dataset?.module];
    if (!module || started.has(element)) continue;
    started.add(element);
    module(element);
  }
}
start(document.body);
htmx.onLoad(start);

// After a refused form the summary is read out first; it links to each field.
document.getElementById('errors')?.focus();

// A second press while the first is on its way does nothing. The button keeps the focus, so it is not disabled.
const release = (form) => { delete form.dataset.sent; };
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === 'get') return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = 'true';
  setTimeout(release, 10_000, form);
});
addEventListener('pageshow', () => { for (const form of document.forms) release(form); });
