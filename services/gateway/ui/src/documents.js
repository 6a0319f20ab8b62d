// Documents of a draft without leaving what is typed: upload with progress (fetch() has no upload events, XMLHttpRequest
// does) and removal; then the list, the checks and the submission take their parts from the page that the server answers.
import { htmx } from './swaps.js';
import { say } from './say.js';

const PARTS = '#checks:outerMorph,#sent-documents:outerHTML';

export function documents({ change, adopt, renumber, leave }) {
  async function show(page) {
    const part = document.getElementById('documents');
    await htmx.swap({ text: page, sourceElement: document.body, target: part, select: '#documents', selectOOB: PARTS, swap: 'outerHTML', shown: true });
    adopt();
    renumber();
  }
  document.addEventListener('submit', (event) => {
    const form = event.target;
    const work = { upload: () => upload(form, show), removal: () => remove(form, show, leave) }[form.dataset.module];
    if (!work) return;
    event.preventDefault();
    if (form.dataset.sent) return;
    form.dataset.sent = 'true';
    change(work).finally(() => { delete form.dataset.sent; });
  });
}

const isPage = (address) => new URL(address).pathname !== '/sign-in';

async function remove(form, show, leave) {
  const answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) }).catch(() => null);
  if (answer?.ok && isPage(answer.url)) return show(await answer.text());
  // Whatever it was, the server's own page says it.
  leave();
  return HTMLFormElement.prototype.submit.call(form);
}

function upload(form, show) {
  const [bar, status] = [form.querySelector('progress'), form.querySelector('output')];
  const request = new XMLHttpRequest();
  bar.hidden = false;
  request.upload.addEventListener('progress', ({ loaded, total }) => {
    bar.max = total;
    bar.value = loaded;
    status.textContent = form.dataset.sending.replace('{}', Math.floor((loaded * 100) / total));
  });
  return new Promise((resolve) => {
    const failed = (message) => {
      bar.hidden = true;
      status.textContent = message;
      say(message);
      resolve();
    };
    request.addEventListener('error', () => failed(form.dataset.failed));
    request.addEventListener('load', () => {
      const message = request.getResponseHeader('x-message');
      if (request.status < 300 && isPage(request.responseURL)) resolve(show(request.responseText));
      else failed(message ? decodeURIComponent(message) : form.dataset.failed);
    });
    request.open('POST', form.action);
    request.setRequestHeader('accept', 'text/html');
    request.send(new FormData(form));
  });
}
