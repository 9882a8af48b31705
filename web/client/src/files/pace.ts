/** How quickly bytes go, from the latest seconds; says how long the rest takes. */

const LOOKS_BACK_MS = 8_000;
const KNOWS_AFTER_MS = 1_000;

interface Mark {
  readonly at_ms: number;
  readonly bytes: number;
}

export class Pace {
  #marks: Mark[] = [];

  /** So many bytes are there now. */
  mark(at_ms: number, bytes: number): void {
    this.#marks = [...this.#marks.filter((one) => at_ms - one.at_ms <= LOOKS_BACK_MS), { at_ms, bytes }];
  }

  /** After a pause nothing is known. */
  forget(): void {
    this.#marks = [];
  }

  /** Seconds for so many more bytes, or null while it cannot be told. */
  left_s(missing_bytes: number): number | null {
    const first = this.#marks[0];
    const last = this.#marks.at(-1);
    if (first === undefined || last === undefined || last.at_ms - first.at_ms < KNOWS_AFTER_MS) return null;
    const bytesAMs = (last.bytes - first.bytes) / (last.at_ms - first.at_ms);
    return bytesAMs > 0 ? Math.ceil(missing_bytes / bytesAMs / 1_000) : null;
  }
}
