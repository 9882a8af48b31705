/** Time as the client needs it: now, and later; handed in, so that tests own it. */

export interface Clock {
  /** Milliseconds on a clock that never goes back. */
  now(): number;
  /** Act once in `delay_ms`; the returned function calls it off. */
  after(delay_ms: number, act: () => void): () => void;
}

export const realClock: Clock = {
  now: () => performance.now(),
  after(delay_ms, act) {
    const timer = setTimeout(act, delay_ms);
    return () => clearTimeout(timer);
  },
};

/** Act again and again until the returned function is called. */
export function every(clock: Clock, period_ms: number, act: () => void): () => void {
  let cancel = clock.after(period_ms, again);
  function again(): void {
    cancel = clock.after(period_ms, again);
    act();
  }
  return () => cancel();
}
