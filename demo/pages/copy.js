// Copies the text of the element that a button's data-copy names.
for (const button of document.querySelectorAll('button[data-copy]')) {
  const label = button.textContent;
  button.addEventListener('click', async () => {
    const text = document.getElementById(button.dataset.copy)?.textContent ?? '';
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = 'Copied';
    } catch {
      // The browser forbids it here: say so, the text can still be selected.
      button.textContent = 'Select it';
    }
    setTimeout(() => (button.textContent = label), 2000);
  });
}
