/** The microphone is on while Space is held, wherever the focus is but in a text. */

const TYPING = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";
/** Letting go of the key a little early must not cut off the last syllable. */
export const TAIL_MS = 250;

export class PushToTalk {
  readonly #talk: (on: boolean) => void;
  readonly #after: (delay_ms: number, act: () => void) => () => void;
  #isOn = false;
  #isHeld = false;
  #cancelTail: () => void = () => undefined;

  constructor(talk: (on: boolean) => void, after: (delay_ms: number, act: () => void) => () => void) {
    this.#talk = talk;
    this.#after = after;
  }

  /** Heed the key from now on, or not. */
  set(on: boolean): void {
    if (on === this.#isOn) return;
    this.#isOn = on;
    const change = on ? addEventListener : removeEventListener;
    // Before anything on the page: Space would press the button that has the focus.
    change("keydown", this.#down, true);
    change("keyup", this.#up, true);
    change("blur", this.#release);
    if (!on) this.#release();
  }

  readonly #down = (event: KeyboardEvent): void => {
    if (!isTalkKey(event)) return;
    event.preventDefault();
    if (event.repeat || this.#isHeld) return;
    this.#isHeld = true;
    this.#cancelTail();
    this.#talk(true);
  };

  readonly #up = (event: KeyboardEvent): void => {
    if (event.code !== "Space" || !this.#isHeld) return;
    event.preventDefault();
    this.#release();
  };

  readonly #release = (): void => {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.#cancelTail = this.#after(TAIL_MS, () => this.#talk(false));
  };
}

function isTalkKey(event: KeyboardEvent): boolean {
  if (event.code !== "Space" || event.ctrlKey || event.metaKey || event.altKey) return false;
  return !(event.target instanceof Element && event.target.closest(TYPING) !== null);
}
