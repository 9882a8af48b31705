/** A clock that moves when a test says so. */
import type { Clock } from "../src/clock.js";

/** Let everything that is already settled run its course. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

export class FakeClock implements Clock {
  #now_ms = 0;
  #next = 0;
  readonly #timers = new Map<number, { readonly at_ms: number; readonly act: () => void }>();

  now(): number {
    return this.#now_ms;
  }

  after(delay_ms: number, act: () => void): () => void {
    const timer = ++this.#next;
    this.#timers.set(timer, { at_ms: this.#now_ms + delay_ms, act });
    return () => void this.#timers.delete(timer);
  }

  /** Let time pass; every timer acts at its own time. */
  async advance(by_ms: number): Promise<void> {
    const end_ms = this.#now_ms + by_ms;
    await settle();
    for (let due = this.#due(end_ms); due !== null; due = this.#due(end_ms)) {
      const [timer, { at_ms, act }] = due;
      this.#timers.delete(timer);
      this.#now_ms = at_ms;
      act();
      await settle();
    }
    this.#now_ms = end_ms;
  }

  get waiting(): number {
    return this.#timers.size;
  }

  #due(end_ms: number): [number, { readonly at_ms: number; readonly act: () => void }] | null {
    const due = [...this.#timers].filter(([, { at_ms }]) => at_ms <= end_ms);
    return due.sort(([, a], [, b]) => a.at_ms - b.at_ms)[0] ?? null;
  }
}
