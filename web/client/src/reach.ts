/** Whether media finds its way at all: a transport that tries for too long in a row is blocked, often by a firewall. */
import type { Clock } from "./clock.js";

export type TransportName = "publish" | "subscribe";

/** ICE over UDP takes a second; this is for networks that let none of it through. */
export const BLOCKED_AFTER_MS = 12_000;

export class Reach {
  readonly #clock: Clock;
  readonly #changed: (blocked: boolean) => void;
  readonly #trying = new Map<TransportName, () => void>();
  readonly #blocked = new Set<TransportName>();

  constructor(clock: Clock, changed: (blocked: boolean) => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  /** Looks for its way; the time runs from the first call in a row. */
  trying(transport: TransportName): void {
    if (this.#trying.has(transport)) return;
    this.#trying.set(transport, this.#clock.after(BLOCKED_AFTER_MS, () => this.#block(transport)));
  }

  /** Found it, or is not needed any more. */
  settled(transport: TransportName): void {
    this.#trying.get(transport)?.();
    this.#trying.delete(transport);
    if (this.#blocked.delete(transport) && this.#blocked.size === 0) this.#changed(false);
  }

  /** The time begins anew: while the server could not be asked, nothing could be found. */
  again(): void {
    for (const transport of [...this.#trying.keys()]) {
      this.settled(transport);
      this.trying(transport);
    }
  }

  forget(): void {
    this.settled("publish");
    this.settled("subscribe");
  }

  #block(transport: TransportName): void {
    const first = this.#blocked.size === 0;
    this.#blocked.add(transport);
    if (first) this.#changed(true);
  }
}
