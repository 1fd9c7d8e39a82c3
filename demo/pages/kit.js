const problem = document.querySelector('#problem');

document.addEventListener('rt-error', (event) => {
  problem.textContent = event.detail.error.message;
});
