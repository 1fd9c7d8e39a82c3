const frame = 20; // ms
const mostAtOnce = 5;

/** Calls `step` 50 times a second on average, whatever the timers' delays. Returns its own stop. */
export const everyFrame = (step: () => void, now: () => number = Date.now): (() => void) => {
  let due = now();
  const timer = setInterval(() => {
    const late = now() - due;
    // After a long pause, such as a laptop's sleep, there is nothing to catch up with.
    if (late > frame * mostAtOnce) due = now() - frame;
    for (; due <= now(); due += frame) step();
  }, frame);
  timer.unref();
  return () => clearInterval(timer);
};
