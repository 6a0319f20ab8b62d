// htmx under the strict policy: one Trusted Types policy that makes markup and never scripts, no eval, and what a swap owes
// to keyboard and screen reader. An answer that is not the page asked for (sign-in, an error) is shown natively instead.
import htmx from './htmx.js';
import { say, sayFailed } from './say.js';

const refuse = () => { throw new TypeError('a part of a page brings no script'); };
function Refused() { refuse(); }
const rules = { createHTML: (markup) => markup, createScript: refuse };
const policy = globalThis.trustedTypes?.createPolicy('htmx', rules) ?? rules;

const fits = ({ raw, status }) => (raw.ok || status === 422) && new URL(raw.url).pathname !== '/sign-in';

function natively({ sourceElement: source, request }) {
  if (source === document.body) location.reload();
  else if (request.method === 'GET') location.assign(request.action);
  // The form carries its request id, so sending it once more does nothing twice.
  else if (source instanceof HTMLFormElement) HTMLFormElement.prototype.submit.call(source);
}

/** Puts focus on a part when what had it is gone, and reads out what the part says of itself. */
function arrived(part, { shown = false, top = false } = {}) {
  if (!part) return;
  if (top) part.scrollIntoView({ block: 'start' });
  if (top || document.activeElement === document.body) part.focus({ preventScroll: true });
  say(part.dataset.said, { shown });
}

htmx.registerExtension('portal', {
  init: (api) => api.initSecurity(policy, Refused, Refused),
  htmx_config_request: (_, { ctx }) => {
    const { method, body } = ctx.request;
    if (method === 'GET' && body) for (const [name, value] of [...body]) if (value === '') body.delete(name);
    ctx.paged = Boolean(ctx.sourceElement.closest?.('.pager'));
  },
  htmx_before_response: (_, { ctx }) => {
    if (fits(ctx.response)) return true;
    natively(ctx);
    return false;
  },
  htmx_before_swap: (_, { ctx, tasks }) => {
    const main = tasks.find((task) => task.type === 'main');
    if (!ctx.select || main?.fragment.childElementCount) return true;
    natively(ctx);
    return false;
  },
  htmx_after_swap: (_, { ctx }) => {
    if (!ctx.select || !ctx.target?.id) return;
    arrived(document.getElementById(ctx.target.id), { shown: ctx.shown ?? ctx.request?.method === 'POST', top: ctx.paged });
  },
  // What a person has opened stays open.
  htmx_before_morph_attr: (element, { attrName }) => !(attrName === 'open' && element.localName === 'details'),
  htmx_error: (_, { ctx }) => { if (ctx?.select) sayFailed(); },
});

export { htmx };
