// Starts the small modules a page asks for by data-module. Pages work without any of them.
import { copy } from './copy.js';
import { lines } from './lines.js';
import { upload } from './upload.js';

const modules = { copy, lines, upload };
for (const element of document.querySelectorAll('[data-module]')) modules[element.dataset.module]?.(element);

// After a refused form the summary is read out first; it links to each field.
document.getElementById('errors')?.focus();

// A second press while the first is on its way would only meet the same request id; say so by disabling it.
document.addEventListener('submit', (event) => {
  if (event.defaultPrevented || event.target.method === 'get') return;
  const pressed = event.submitter;
  if (pressed) setTimeout(() => { pressed.disabled = true; setTimeout(() => { pressed.disabled = false; }, 4000); });
});
