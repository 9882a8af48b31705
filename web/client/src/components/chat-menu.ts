/** <madang-line-menu>: what one can do with a line of the chat; beside it, or a bottom sheet on a phone. */
import { html, nothing, type TemplateResult } from "lit";
import { text } from "../i18n.js";
import type { ChatLine, Emoji } from "../protocol.js";
import { EMOJIS, emojiIcon, hasReacted } from "./chat-reactions.js";
import { inFewWords } from "./chat-said.js";
import { icon } from "./drawings.js";
import { MadangElement } from "./element.js";

const GAP_PX = 4;

/** What was chosen for a line. */
export type LineDeed =
  | { readonly kind: "react"; readonly line: ChatLine; readonly emoji: Emoji; readonly on: boolean }
  | { readonly kind: "reply" | "copy" | "edit" | "delete"; readonly line: ChatLine };

export class LineMenu extends MadangElement {
  static override properties = {
    self: { attribute: false },
    line: { state: true },
    asks: { state: true },
  };

  declare self: string | null;
  declare line: ChatLine | null;
  /** Whether it asks once more before it deletes. */
  declare asks: boolean;
  private opener: HTMLElement | null = null;

  constructor() {
    super();
    this.line = null;
    this.asks = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("pointerdown", this.pressedElsewhere);
  }

  /** Show what can be done with a line, next to what was pressed. */
  async open(line: ChatLine, from: HTMLElement): Promise<void> {
    this.line = line;
    this.asks = false;
    this.opener = from;
    await this.updateComplete;
    const menu = this.menu;
    if (!menu || !this.isConnected) return;
    if (menu.matches(":popover-open")) menu.hidePopover();
    menu.showPopover();
    window.addEventListener("pointerdown", this.pressedElsewhere);
    this.place(menu, from.getBoundingClientRect());
    this.focusFirst();
  }

  protected override render() {
    const { line } = this;
    return html`<section
      class="line-menu"
      popover="manual"
      role="dialog"
      aria-label=${text("line-menu")}
      @keydown=${this.pressed}
    >${line === null ? nothing : this.asks ? this.question(line) : this.choices(line)}</section>`;
  }

  private get menu(): HTMLElement | null {
    return this.querySelector<HTMLElement>(".line-menu");
  }

  private choices(line: ChatLine): TemplateResult {
    const isOwn = line.participant === this.self;
    return html`<p class="about" dir="auto">${inFewWords(line)}</p>
      <div class="emojis" role="group" aria-label=${text("reactions")}>
        ${EMOJIS.map((emoji) => this.emoji(line, emoji))}
      </div>
      ${this.item("reply", text("reply"), { kind: "reply", line })}
      ${this.item("copy", text("copy-line"), { kind: "copy", line })}
      ${isOwn ? this.item("pen", text("edit-line"), { kind: "edit", line }) : nothing}
      ${isOwn ? this.deleteItem() : nothing}`;
  }

  private emoji(line: ChatLine, emoji: Emoji): TemplateResult {
    const on = !hasReacted(line, emoji, this.self);
    const label = text(`reaction-${emoji}`);
    return html`<button
      class="emoji"
      type="button"
      aria-label=${label}
      aria-pressed=${!on}
      title=${label}
      @click=${() => this.do({ kind: "react", line, emoji, on })}
    >${emojiIcon(emoji)}</button>`;
  }

  private item(drawing: string, label: string, deed: LineDeed): TemplateResult {
    return html`<button class="item" type="button" @click=${() => this.do(deed)}>
      ${icon(drawing)}<span>${label}</span>
    </button>`;
  }

  private deleteItem(): TemplateResult {
    const ask = async () => {
      this.asks = true;
      await this.updateComplete;
      this.focusFirst();
    };
    return html`<button class="item ends" type="button" @click=${ask}>
      ${icon("trash")}<span>${text("delete-line")}</span>
    </button>`;
  }

  private question(line: ChatLine): TemplateResult {
    return html`<p class="about whole" dir="auto">${inFewWords(line)}</p>
      <p class="note">${text("delete-line-question")}</p>
      <div class="two">
        <button class="button" type="button" @click=${() => this.close()}>${text("keep-line")}</button>
        <button class="button ends" type="button" @click=${() => this.do({ kind: "delete", line })}>
          ${text("delete-line-now")}
        </button>
      </div>`;
  }

  private do(deed: LineDeed): void {
    this.close();
    this.dispatchEvent(new CustomEvent<LineDeed>("line-deed", { detail: deed }));
  }

  private close(): void {
    window.removeEventListener("pointerdown", this.pressedElsewhere);
    this.menu?.hidePopover();
    this.line = null;
    this.opener?.focus({ preventScroll: true });
  }

  // Not the browser's light dismissal: lifting the finger of a long press would close what the press opened.
  private readonly pressedElsewhere = (event: PointerEvent): void => {
    if (event.target instanceof Node && !this.menu?.contains(event.target)) this.close();
  };

  /** Arrows walk, and Escape closes this menu and nothing behind it. */
  private pressed(event: KeyboardEvent): void {
    if (event.key === "Escape") {
      event.stopPropagation();
      event.preventDefault();
      return this.close();
    }
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const buttons = [...this.querySelectorAll<HTMLElement>("button")];
    buttons.at((buttons.indexOf(event.target as HTMLElement) + step) % buttons.length)?.focus();
    event.preventDefault();
  }

  private focusFirst(): void {
    this.querySelector<HTMLElement>(".line-menu button")?.focus({ preventScroll: true });
  }

  /** Under what was pressed where there is room, else above it; within the panel from side to side. */
  private place(menu: HTMLElement, from: DOMRect): void {
    const { offsetWidth: width, offsetHeight: height } = menu;
    const { left: start, right: end } = (this.parentElement ?? document.body).getBoundingClientRect();
    const below = from.bottom + GAP_PX;
    const top = below + height <= innerHeight ? below : Math.max(GAP_PX, from.top - GAP_PX - height);
    const left = Math.min(Math.max(start + GAP_PX, from.right - width), end - width - GAP_PX);
    menu.style.setProperty("--top", `${top}px`);
    menu.style.setProperty("--left", `${left}px`);
  }
}

customElements.define("madang-line-menu", LineMenu);

declare global {
  interface HTMLElementTagNameMap {
    "madang-line-menu": LineMenu;
  }
}
