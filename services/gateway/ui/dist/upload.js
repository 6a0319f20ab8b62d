// Upload with progress: fetch() has no upload events, XMLHttpRequest does. The server answers 303 to the draft's page,
// or a page that explains what was wrong; either way the browser then shows that page.
export function upload(form) {
  const bar = form.querySelector('progress');
  const status = form.querySelector('output');
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const button = form.querySelector('button[type=submit]');
    const request = new XMLHttpRequest();
    button.disabled = true;
    bar.hidden = false;
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      bar.max = total;
      bar.value = loaded;
      status.textContent = form.dataset.sending.replace('{}', Math.floor((loaded * 100) / total));
    });
    const failed = (message) => {
      bar.hidden = true;
      button.disabled = false;
      status.textContent = message;
    };
    request.addEventListener('error', () => failed(form.dataset.failed));
    request.addEventListener('load', () => {
      if (request.status < 300) location.assign(request.responseURL);
      else failed(request.getResponseHeader('x-message') ? decodeURIComponent(request.getResponseHeader('x-message')) : form.dataset.failed);
    });
    request.open('POST', form.action);
    request.setRequestHeader('accept', 'text/html');
    request.send(new FormData(form));
  });
}
