/** <madang-chat-search>: looks for words in everything that was written; a press on a result goes to its line. */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { text, timeOfDay } from "../i18n.js";
import type { ChatLine, ErrorCode } from "../protocol.js";
import type { ChatActions } from "../talk.js";
import { inFewWords } from "./chat-said.js";
import { icon } from "./drawings.js";
import { MadangElement } from "./element.js";

const PAUSE_MS = 300;
const LONGEST_WORDS = 100;

interface Results {
  readonly words: string;
  /** Latest first. */
  readonly lines: readonly ChatLine[];
  readonly more: boolean;
}

export class ChatSearch extends MadangElement {
  static override properties = {
    actions: { attribute: false },
    words: { state: true },
    results: { state: true },
    trouble: { state: true },
  };

  declare actions: ChatActions;
  declare words: string;
  declare results: Results | null;
  declare trouble: ErrorCode | null;
  private pause: ReturnType<typeof setTimeout> | null = null;

  constructor() {
    super();
    this.words = "";
    this.results = null;
    this.trouble = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopPause();
  }

  protected override firstUpdated(_changed: PropertyValues): void {
    this.querySelector("input")?.focus({ preventScroll: true });
  }

  protected override render() {
    return html`<search class="chat-search" @keydown=${this.pressed}>
      <form class="compose" @submit=${this.submit}>
        <input
          type="search"
          aria-label=${text("search-words")}
          placeholder=${text("search-hint")}
          maxlength=${LONGEST_WORDS}
          enterkeyhint="search"
          .value=${this.words}
          @input=${this.typed}
        />
        <button class="button ghost only" type="submit" aria-label=${text("search-now")}>${icon("search")}</button>
      </form>
      <p class="soft outcome" role="status">${this.outcome()}</p>
      ${this.results ? this.list(this.results) : nothing}
    </search>`;
  }

  private outcome(): string {
    if (this.trouble) return text(`error-${this.trouble}`);
    if (!this.results) return "";
    const count = this.results.lines.length;
    return this.results.more ? text("search-found-more", { count }) : text("search-found", { count });
  }

  private list({ lines, more }: Results): TemplateResult {
    return html`<ol class="results" aria-label=${text("search-results")}>
        ${repeat(lines, ({ number }) => number, (line) => this.result(line))}
      </ol>
      ${more ? html`<button class="button wide" type="button" @click=${this.searchOn}>${text("search-older")}</button>` : nothing}`;
  }

  private result(line: ChatLine): TemplateResult {
    const go = () => this.dispatchEvent(new CustomEvent<number>("show-line", { detail: line.number }));
    return html`<li>
      <button class="item result" type="button" @click=${go}>
        <span class="row"><b dir="auto">${line.name}</b><time>${timeOfDay(line.sent_at_ms)}</time></span>
        <span class="excerpt" dir="auto">${inFewWords(line)}</span>
      </button>
    </li>`;
  }

  private pressed(event: KeyboardEvent): void {
    if (event.key !== "Escape" || event.isComposing) return;
    event.stopPropagation();
    this.dispatchEvent(new CustomEvent("close-search"));
  }

  private typed(event: InputEvent): void {
    this.words = (event.target as HTMLInputElement).value;
    this.stopPause();
    this.pause = setTimeout(() => void this.search(), PAUSE_MS);
  }

  private submit(event: Event): void {
    event.preventDefault();
    this.stopPause();
    void this.search();
  }

  private stopPause(): void {
    if (this.pause !== null) clearTimeout(this.pause);
    this.pause = null;
  }

  private async search(): Promise<void> {
    const words = this.words.trim();
    if (words === "") {
      this.results = null;
      return;
    }
    const page = await this.actions.search(words, null);
    // An answer to words that were changed meanwhile is nobody's.
    if (words !== this.words.trim()) return;
    this.trouble = typeof page === "string" ? page : null;
    this.results = typeof page === "string" ? null : { words, lines: page.lines.toReversed(), more: page.more };
  }

  private readonly searchOn = async (): Promise<void> => {
    const { results } = this;
    if (!results) return;
    const page = await this.actions.search(results.words, results.lines.at(-1)?.number ?? null);
    if (this.results !== results || typeof page === "string") return;
    this.results = { ...results, lines: [...results.lines, ...page.lines.toReversed()], more: page.more };
  };
}

customElements.define("madang-chat-search", ChatSearch);
