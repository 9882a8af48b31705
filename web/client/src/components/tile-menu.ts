/** <madang-tile-menu>: what can be done with one tile: large and kept so, the whole screen, stop. */
import { html, nothing, type TemplateResult } from "lit";
import { text } from "../i18n.js";
import { icon } from "./drawings.js";
import { MadangElement } from "./element.js";

const MARGIN_PX = 8;

export class TileMenu extends MadangElement {
  static override properties = {
    tile: { attribute: false },
    name: { attribute: false },
    pinned: { attribute: false },
    stop: { attribute: false },
    hasPicture: { attribute: false },
    isOpen: { state: true },
  };

  declare tile: string;
  declare name: string;
  declare pinned: boolean;
  /** Ends one's own screen. */
  declare stop: (() => void) | null;
  /** Whether there is something worth a whole screen. */
  declare hasPicture: boolean;
  declare isOpen: boolean;

  constructor() {
    super();
    this.isOpen = false;
  }

  protected override render() {
    return html`<button
        class="tile-more ${this.pinned ? "kept" : ""}"
        type="button"
        aria-label=${this.label}
        aria-expanded=${this.isOpen}
        @click=${this.toggle}
      >${icon(this.pinned ? "pin" : "more")}</button>
      <div
        class="menu tile-choices"
        popover="auto"
        role="group"
        aria-label=${this.label}
        @toggle=${this.toggled}
      >${this.isOpen ? this.choices() : nothing}</div>`;
  }

  /** Without the marks that keep a name's direction to itself: labels are looked for. */
  private get label(): string {
    return text("tile-menu", { name: this.name }).replace(/[\u2068\u2069]/g, "");
  }

  private choices(): TemplateResult {
    const pin = () => this.say("pin-tile");
    const pinned = html`<button class="item" type="button" aria-pressed=${this.pinned} @click=${pin}>
      ${icon("pin")}<span>${text("pin")}</span>
    </button>`;
    return html`${pinned}
    ${this.hasPicture ? item("expand", text("full-screen"), () => this.say("full-screen")) : nothing}
    ${this.stop ? item("close", text("stop-sharing"), () => this.end()) : nothing}`;
  }

  private readonly toggle = (): void => {
    const menu = this.menu;
    if (menu === null) return;
    if (this.isOpen) return menu.hidePopover();
    menu.showPopover();
    this.isOpen = true;
    void this.updateComplete.then(() => {
      this.place(menu);
      menu.querySelector<HTMLElement>("button")?.focus({ preventScroll: true });
    });
  };

  private readonly toggled = (event: ToggleEvent): void => {
    this.isOpen = event.newState === "open";
  };

  /** In the top layer, beside its button and within the window: a row of tiles would cut it off. */
  private place(menu: HTMLElement): void {
    const at = this.querySelector(".tile-more")?.getBoundingClientRect();
    if (!at) return;
    const left = Math.min(at.right - menu.offsetWidth, innerWidth - menu.offsetWidth - MARGIN_PX);
    const below = at.bottom + MARGIN_PX;
    const top = below + menu.offsetHeight > innerHeight ? at.top - menu.offsetHeight - MARGIN_PX : below;
    menu.style.setProperty("--menu-x", `${Math.max(MARGIN_PX, left)}px`);
    menu.style.setProperty("--menu-y", `${Math.max(MARGIN_PX, top)}px`);
  }

  private say(name: "pin-tile" | "full-screen"): void {
    this.close();
    this.dispatchEvent(new CustomEvent<string>(name, { detail: this.tile, bubbles: true }));
  }

  private end(): void {
    this.close();
    this.stop?.();
  }

  private close(): void {
    this.menu?.hidePopover();
    this.querySelector<HTMLElement>(".tile-more")?.focus({ preventScroll: true });
  }

  private get menu(): HTMLElement | null {
    return this.querySelector<HTMLElement>(".tile-choices");
  }
}

function item(drawing: string, label: string, press: () => void): TemplateResult {
  return html`<button class="item" type="button" @click=${press}>${icon(drawing)}<span>${label}</span></button>`;
}

customElements.define("madang-tile-menu", TileMenu);
