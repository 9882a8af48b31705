/** A long press with a finger: the way to a menu where there is no pointer to hover with. */

const HELD_MS = 450;
const MOVED_PX = 10;

export class LongPress {
  private readonly held: (target: Element) => void;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private begin = { x: 0, y: 0 };
  private hasOpened = false;

  constructor(held: (target: Element) => void) {
    this.held = held;
  }

  readonly down = (event: PointerEvent): void => {
    this.end();
    this.hasOpened = false;
    const { target } = event;
    if (event.pointerType !== "touch" || !event.isPrimary || !(target instanceof Element)) return;
    this.begin = { x: event.clientX, y: event.clientY };
    this.timer = setTimeout(() => {
      this.hasOpened = true;
      this.held(target);
    }, HELD_MS);
  };

  readonly moved = (event: PointerEvent): void => {
    if (Math.hypot(event.clientX - this.begin.x, event.clientY - this.begin.y) > MOVED_PX) this.end();
  };

  readonly end = (): void => {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  };

  /** The browser's own menu of a long press: what it offers is in ours. A mouse keeps its own. */
  readonly menu = (event: MouseEvent): void => {
    if (this.timer !== null || this.hasOpened) event.preventDefault();
  };

  /** Lifting the finger presses nothing; stands as a listener by itself, to hear before what lies under the finger. */
  readonly lifted = {
    capture: true,
    handleEvent: (event: Event): void => {
      if (!this.hasOpened) return;
      this.hasOpened = false;
      event.preventDefault();
      event.stopPropagation();
    },
  };
}
