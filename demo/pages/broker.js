// The switch of the demo's message broker, which is the same for every visitor.
const button = document.getElementById('broker');
let running = true;

const show = (state) => {
  running = state.running;
  button.textContent = running ? 'Stop the broker' : 'Start the broker';
  button.disabled = false;
};

const ask = async (init) => {
  const response = await fetch('/demo/broker', init);
  if (response.ok) show(await response.json());
  // A broker that isn't the demo's own has no switch here.
  else button.closest('.plug').hidden = true;
};

button.addEventListener('click', async () => {
  button.disabled = true;
  await ask({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ running: !running }),
  });
});

// Somebody else may have used it while this page was in the background.
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) void ask();
});
await ask();
