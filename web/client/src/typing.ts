/** Who is writing: others for as long as what they said holds, oneself told now and then. */
import type { Clock } from "./clock.js";

const HOLDS_MS = 6_000;
const TOLD_EVERY_MS = 3_000;

export interface TypingPorts {
  readonly clock: Clock;
  /** Let the others know that one is writing. */
  tell(): void;
  /** Who is writing now, in the order in which they began. */
  changed(participants: readonly string[]): void;
}

export class Typing {
  readonly #ports: TypingPorts;
  readonly #others = new Map<string, () => void>();
  #told_ms = -Infinity;

  constructor(ports: TypingPorts) {
    this.#ports = ports;
  }

  /** Somebody said to be writing. */
  heard(participant: string): void {
    const stop = this.#others.get(participant);
    stop?.();
    this.#others.set(participant, this.#ports.clock.after(HOLDS_MS, () => this.ended(participant)));
    if (stop === undefined) this.#changed();
  }

  /** Somebody has written or is gone. */
  ended(participant: string): void {
    this.#others.get(participant)?.();
    if (this.#others.delete(participant)) this.#changed();
  }

  /** One is writing. */
  typed(): void {
    const now_ms = this.#ports.clock.now();
    if (now_ms - this.#told_ms < TOLD_EVERY_MS) return;
    this.#told_ms = now_ms;
    this.#ports.tell();
  }

  /** One has sent what one wrote: what comes next is told at once. */
  sent(): void {
    this.#told_ms = -Infinity;
  }

  #changed(): void {
    this.#ports.changed([...this.#others.keys()]);
  }
}
