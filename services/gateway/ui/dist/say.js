// Says something once, politely, to a screen reader; shows it as well where the page does not.
const region = document.getElementById('said');
let fading;

export function say(text, { shown = false } = {}) {
  if (!region || !text) return;
  clearTimeout(fading);
  region.textContent = '';
  region.toggleAttribute('data-shown', shown);
  // A region that was emptied first is read out even when it says the same again.
  setTimeout(() => { region.textContent = text; }, 50);
  fading = setTimeout(() => { region.textContent = ''; region.removeAttribute('data-shown'); }, 6000);
}
export const sayFailed = () => say(region?.dataset.failed, { shown: true });
