/** <madang-announcer>: says news to screen readers, and forgets them soon. */
import { html } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { MadangElement } from "./element.js";

const FORGOTTEN_AFTER_MS = 15_000;

interface Sentence {
  readonly number: number;
  readonly words: string;
}

export class Announcer extends MadangElement {
  static override properties = { sentences: { state: true } };

  declare sentences: readonly Sentence[];
  private said = 0;

  constructor() {
    super();
    this.sentences = [];
  }

  say(words: string): void {
    this.said += 1;
    const number = this.said;
    this.sentences = [...this.sentences, { number, words }];
    setTimeout(() => this.forget(number), FORGOTTEN_AFTER_MS);
  }

  protected override render() {
    return html`<div class="unseen" role="log" aria-live="polite">
      ${repeat(this.sentences, ({ number }) => number, ({ words }) => html`<p>${words}</p>`)}
    </div>`;
  }

  private forget(number: number): void {
    this.sentences = this.sentences.filter((sentence) => sentence.number !== number);
  }
}

customElements.define("madang-announcer", Announcer);
