/** <madang-composer>: where one writes a line, answers one, or changes one's own. It keeps what one is writing. */
import { html, nothing, type TemplateResult } from "lit";
import { text } from "../i18n.js";
import { completionAt, mentionedIds, type Completion, type Named } from "../mentions.js";
import type { ChatLine } from "../protocol.js";
import type { ChatActions } from "../talk.js";
import { inFewWords } from "./chat-said.js";
import { icon } from "./drawings.js";
import { MadangElement } from "./element.js";

const LONGEST_LINE = 4000;

/** What one was writing before one began to change a line. */
interface Aside {
  readonly draft: string;
  readonly answered: ChatLine | null;
}

export interface EditedLine {
  readonly line: ChatLine;
  readonly words: string;
  readonly mentions: readonly string[];
}

export class Composer extends MadangElement {
  static override properties = {
    actions: { attribute: false },
    others: { attribute: false },
    draft: { state: true },
    answered: { state: true },
    edited: { state: true },
    completion: { state: true },
    chosen: { state: true },
  };

  declare actions: ChatActions;
  /** Whom one may mention. */
  declare others: readonly Named[];
  declare draft: string;
  /** The line that is answered. */
  declare answered: ChatLine | null;
  /** The line of one's own that is changed. */
  declare edited: ChatLine | null;
  declare completion: Completion | null;
  /** Which of those offered, counted from 0. */
  declare chosen: number;
  private aside: Aside = { draft: "", answered: null };

  constructor() {
    super();
    this.draft = "";
    this.answered = null;
    this.edited = null;
    this.completion = null;
    this.chosen = 0;
  }

  beginWith(words: string): void {
    this.draft = words;
    void this.focusEnd();
  }

  answer(line: ChatLine): void {
    this.stopEditing();
    this.answered = line;
    void this.focusEnd();
  }

  edit(line: ChatLine): void {
    if (this.edited === null) this.aside = { draft: this.draft, answered: this.answered };
    this.edited = line;
    this.answered = null;
    this.beginWith(line.text);
  }

  /** The place to type, for whoever puts the focus there. */
  get field(): HTMLTextAreaElement | null {
    return this.querySelector("textarea");
  }

  protected override render() {
    return html`${this.edited ? this.banner("pen", text("editing"), this.edited, () => this.stopEditing()) : nothing}
      ${this.answered ? this.banner("reply", text("answering", { name: this.answered.name }), this.answered, () => (this.answered = null)) : nothing}
      ${this.completion ? this.offers(this.completion) : nothing}
      <form class="compose" @submit=${this.submit}>
        <button
          class="button ghost only"
          type="button"
          aria-label=${text("attach")}
          title=${text("attach")}
          @click=${() => this.dispatchEvent(new CustomEvent("attach"))}
        >${icon("attach")}</button>
        <textarea
          rows="1"
          aria-label=${text("message")}
          placeholder=${text("message-hint")}
          maxlength=${LONGEST_LINE}
          enterkeyhint="send"
          aria-autocomplete="list"
          aria-controls=${this.completion ? "mention-offers" : nothing}
          aria-activedescendant=${this.completion ? `mention-${this.chosen}` : nothing}
          .value=${this.draft}
          @input=${this.typed}
          @click=${this.lookForMention}
          @blur=${() => (this.completion = null)}
          @keydown=${this.pressed}
        ></textarea>
        <button class="button primary only" type="submit" aria-label=${this.edited ? text("save-line") : text("send")}>
          ${icon(this.edited ? "check" : "send")}
        </button>
      </form>`;
  }

  private banner(drawing: string, title: string, line: ChatLine, stop: () => void): TemplateResult {
    const cancel = () => {
      stop();
      this.field?.focus();
    };
    return html`<div class="banner">
      ${icon(drawing)}
      <p><b>${title}</b><br /><span class="soft" dir="auto">${inFewWords(line)}</span></p>
      <button class="button ghost only" type="button" aria-label=${text("cancel")} @click=${cancel}>${icon("close")}</button>
    </div>`;
  }

  private offers({ people }: Completion): TemplateResult {
    return html`<ul class="offers" id="mention-offers" role="listbox" aria-label=${text("mention-offers")}>
      ${people.map(
        ({ name }, position) => html`<li
          id="mention-${position}"
          role="option"
          aria-selected=${position === this.chosen}
          @pointermove=${() => (this.chosen = position)}
          @pointerdown=${(event: Event) => this.pick(event, position)}
        ><span aria-hidden="true">@</span><span dir="auto">${name}</span></li>`,
      )}
    </ul>`;
  }

  private typed(event: InputEvent): void {
    this.draft = (event.target as HTMLTextAreaElement).value;
    if (this.draft.trim() !== "" && this.edited === null) this.actions.typed();
    this.lookForMention();
  }

  private lookForMention(): void {
    const { field } = this;
    if (!field || field.selectionStart !== field.selectionEnd) return;
    this.completion = completionAt(field.value, field.selectionStart, this.others);
    this.chosen = 0;
  }

  private pressed(event: KeyboardEvent): void {
    // While a Korean syllable is being put together, keys belong to the input method; Safari tells it by 229.
    if (event.isComposing || event.keyCode === 229) return;
    if (this.completion ? this.pressedInOffers(event) : this.pressedAlone(event)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  /** Whether the key was for the list of names. */
  private pressedInOffers(event: KeyboardEvent): boolean {
    const { people } = this.completion as Completion;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.chosen = (this.chosen + step + people.length) % people.length;
    else if (event.key === "Escape") this.completion = null;
    else if (event.key === "Enter" || event.key === "Tab") this.pick(event, this.chosen);
    else return false;
    return true;
  }

  /** Whether the key did something to the line. */
  private pressedAlone(event: KeyboardEvent): boolean {
    if (event.key === "Enter" && !event.shiftKey) this.submit(event);
    else if (event.key === "Escape" && this.edited) this.stopEditing();
    else if (event.key === "Escape" && this.answered) this.answered = null;
    else if (event.key === "ArrowUp" && this.draft === "" && this.edited === null) this.dispatchEvent(new CustomEvent("edit-last"));
    else return false;
    return true;
  }

  private pick(event: Event, position: number): void {
    event.preventDefault();
    const { field, completion } = this;
    const person = completion?.people[position];
    if (!field || !completion || !person) return;
    field.setRangeText(`@${person.name} `, completion.at, field.selectionStart, "end");
    this.draft = field.value;
    this.completion = null;
  }

  private submit(event: Event): void {
    event.preventDefault();
    const words = this.draft.trim();
    if (words === "") return;
    const mentions = mentionedIds(words, this.others);
    if (this.edited) this.finishEditing(this.edited, words, mentions);
    else this.send(words, mentions);
    this.field?.focus();
  }

  private send(words: string, mentions: readonly string[]): void {
    this.actions.send(words, { replyTo: this.answered?.number ?? null, mentions });
    this.draft = "";
    this.answered = null;
  }

  private finishEditing(line: ChatLine, words: string, mentions: readonly string[]): void {
    this.stopEditing();
    if (words === line.text) return;
    // Whom it named and who has left since is still named.
    const kept = line.mentions.filter((id) => !this.others.some((other) => other.id === id));
    const detail: EditedLine = { line, words, mentions: [...mentions, ...kept] };
    this.dispatchEvent(new CustomEvent<EditedLine>("edit-line", { detail }));
  }

  private stopEditing(): void {
    if (this.edited === null) return;
    this.edited = null;
    this.draft = this.aside.draft;
    this.answered = this.aside.answered;
  }

  private async focusEnd(): Promise<void> {
    await this.updateComplete;
    const { field } = this;
    field?.focus();
    field?.setSelectionRange(field.value.length, field.value.length);
  }
}

customElements.define("madang-composer", Composer);

declare global {
  interface HTMLElementTagNameMap {
    "madang-composer": Composer;
  }
}
