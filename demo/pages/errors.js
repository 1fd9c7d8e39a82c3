// Lists every rt-error of the page: events bubble, so one listener hears all elements.
const log = document.getElementById('log');

document.addEventListener('rt-error', ({ target, detail }) => {
  const entry = document.createElement('li');
  const code = document.createElement('strong');
  code.textContent = detail.error.code;
  const text = document.createElement('span');
  text.textContent = `#${target.id}: ${detail.error.message}`;
  entry.append(code, text);
  log.append(entry);
});
