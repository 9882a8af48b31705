/** <madang-chat>: the panel where one writes. It keeps what one is writing while it is closed. */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { text, timeOfDay } from "../i18n.js";
import type { ChatEntry, RoomActions } from "../state.js";
import { chatEntry, keyOf } from "./chat-entries.js";
import { icon } from "./drawings.js";
import { MadangElement } from "./element.js";

const LONGEST_LINE = 4000;
const NEAR_END_PX = 80;

export class ChatPanel extends MadangElement {
  static override properties = {
    actions: { attribute: false },
    entries: { attribute: false },
    self: { attribute: false },
    count: { attribute: false },
    openedAt_ms: { attribute: false },
    keptHours: { attribute: false },
    isOpen: { attribute: false },
    draft: { state: true },
    newBelow: { state: true },
  };

  declare actions: RoomActions;
  declare entries: readonly ChatEntry[];
  declare self: string | null;
  /** How many are here. */
  declare count: number;
  declare openedAt_ms: number;
  declare keptHours: number;
  declare isOpen: boolean;
  declare draft: string;
  /** New lines came while one was reading older ones. */
  declare newBelow: boolean;
  private wasAtEnd = true;

  constructor() {
    super();
    this.draft = "";
    this.newBelow = false;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("entries")) this.wasAtEnd = this.isAtEnd();
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("isOpen") && this.isOpen) {
      this.toEnd();
      // With fingers a keyboard would rise over what one came to read.
      if (matchMedia("(pointer: fine)").matches) this.querySelector("textarea")?.focus({ preventScroll: true });
    }
    if (!changed.has("entries")) return;
    const isOwn = this.entries.at(-1)?.kind === "pending";
    if (this.wasAtEnd || isOwn) this.toEnd();
    else if (this.isOpen) this.newBelow = true;
  }

  protected override render() {
    return html`<aside class="panel" id="chat" aria-labelledby="chat-title" ?hidden=${!this.isOpen}>
      <header>
        <h2 id="chat-title">${text("chat")}</h2>
        <button class="button ghost only" type="button" aria-label=${text("close")} @click=${this.close}>
          ${icon("close")}
        </button>
      </header>
      <div class="said-so-far" tabindex="0" role="group" aria-labelledby="chat-title" @scroll=${this.scrolled}>
        ${this.entries.length === 0 ? this.invitation() : this.opened()}
        <ol class="chat" aria-label=${text("chat-messages")}>
          ${repeat(this.entries, keyOf, (entry, position) =>
            chatEntry(entry, this.entries[position - 1], this.self, this.actions),
          )}
        </ol>
      </div>
      <footer>
        ${this.newBelow ? this.downButton() : nothing} ${this.composer()}
        <p class="kept">${icon("lock")}<span>${text("kept-lines", { hours: this.keptHours })}</span></p>
      </footer>
    </aside>`;
  }

  private opened(): TemplateResult {
    return html`<p class="event">${text("room-opened-at", { time: timeOfDay(this.openedAt_ms) })}</p>`;
  }

  private invitation(): TemplateResult {
    const begin = (words: string) => html`<button class="button" type="button" @click=${() => this.beginWith(words)}>
      ${words}
    </button>`;
    return html`<div class="empty">
      ${icon("chat")}
      <h3>${text("chat-empty-title")}</h3>
      <p class="soft">${text("chat-empty", { count: this.count })}</p>
      <div class="invites">
        ${begin(text("first-line-hello"))} ${begin(text("first-line-heard"))} ${begin(text("first-line-new"))}
      </div>
    </div>`;
  }

  private composer(): TemplateResult {
    return html`<form class="compose" @submit=${this.submit}>
      <textarea
        rows="1"
        aria-label=${text("message")}
        placeholder=${text("message-hint")}
        maxlength=${LONGEST_LINE}
        enterkeyhint="send"
        .value=${this.draft}
        @input=${(event: InputEvent) => (this.draft = (event.target as HTMLTextAreaElement).value)}
        @keydown=${this.typed}
      ></textarea>
      <button class="button primary only" type="submit" aria-label=${text("send")}>${icon("send")}</button>
    </form>`;
  }

  private downButton(): TemplateResult {
    return html`<button class="button new-below" type="button" @click=${() => this.toEnd()}>
      ${text("new-lines-below")}
    </button>`;
  }

  private typed(event: KeyboardEvent): void {
    // While a Korean syllable is being put together, Enter belongs to the input method.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    this.submit(event);
  }

  private submit(event: Event): void {
    event.preventDefault();
    const words = this.draft.trim();
    if (words === "") return;
    this.draft = "";
    this.actions.sendChat(words);
    this.querySelector("textarea")?.focus();
  }

  private beginWith(words: string): void {
    this.draft = words;
    this.querySelector("textarea")?.focus();
  }

  private close(): void {
    this.dispatchEvent(new CustomEvent("close-panel"));
  }

  private scrolled(): void {
    if (this.isAtEnd()) this.newBelow = false;
  }

  private isAtEnd(): boolean {
    const lines = this.querySelector(".said-so-far");
    return !lines || lines.scrollHeight - lines.scrollTop - lines.clientHeight < NEAR_END_PX;
  }

  private toEnd(): void {
    this.newBelow = false;
    const lines = this.querySelector(".said-so-far");
    if (lines) lines.scrollTop = lines.scrollHeight;
  }
}

customElements.define("madang-chat", ChatPanel);
