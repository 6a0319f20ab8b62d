// A button that copies the text of the element named in data-copy and says so.
export function copy(button) {
  button.hidden = !navigator.clipboard;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    button.querySelector('[role=status]').textContent = button.dataset.done;
  });
}
