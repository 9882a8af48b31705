/** Keeps one's place in a list that grows at both ends: at the end if one is there, else where one reads. */
import type { ReactiveController, ReactiveControllerHost } from "lit";

const NEAR_EDGE_PX = 80;
const NEAR_TOP_PX = 160;

interface Mark {
  readonly element: HTMLElement;
  readonly top_px: number;
}

export class KeptPlace implements ReactiveController {
  private readonly area: () => HTMLElement | null;
  private readonly items: () => Iterable<HTMLElement>;
  private readonly resized = new ResizeObserver(() => this.keepEnd());
  private observed: HTMLElement | null = null;
  private mark: Mark | null = null;
  private isKept = true;

  constructor(host: ReactiveControllerHost, area: () => HTMLElement | null, items: () => Iterable<HTMLElement>) {
    this.area = area;
    this.items = items;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.resized.disconnect();
    this.observed = null;
  }

  hostUpdate(): void {
    this.isKept = this.isAtEnd();
    this.mark = this.isKept ? null : this.firstSeen();
  }

  hostUpdated(): void {
    this.observe();
    const area = this.area();
    if (this.isKept) return this.toEnd();
    if (!area || !this.mark?.element.isConnected) return;
    area.scrollTop += this.mark.element.getBoundingClientRect().top - this.mark.top_px;
  }

  isAtEnd(): boolean {
    const area = this.area();
    return !area || area.scrollHeight - area.scrollTop - area.clientHeight < NEAR_EDGE_PX;
  }

  /** Whether there is little left above. */
  isNearTop(): boolean {
    const area = this.area();
    return area !== null && area.clientHeight > 0 && area.scrollTop < NEAR_TOP_PX;
  }

  /** One has scrolled. */
  scrolled(): void {
    this.isKept = this.isAtEnd();
  }

  toEnd(): void {
    const area = this.area();
    this.isKept = true;
    if (area) area.scrollTop = area.scrollHeight;
  }

  /** Put an item where it is seen, and stay there. */
  show(item: Element, block: "start" | "center"): void {
    item.scrollIntoView({ block });
    this.isKept = this.isAtEnd();
  }

  private observe(): void {
    const area = this.area();
    if (area === this.observed) return;
    this.resized.disconnect();
    this.observed = area;
    if (area) this.resized.observe(area);
  }

  private keepEnd(): void {
    if (this.isKept) this.toEnd();
  }

  private firstSeen(): Mark | null {
    const area = this.area();
    if (!area) return null;
    const edge_px = area.getBoundingClientRect().top;
    for (const element of this.items()) {
      const { top, bottom } = element.getBoundingClientRect();
      if (bottom > edge_px) return { element, top_px: top };
    }
    return null;
  }
}
