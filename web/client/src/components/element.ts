/** What all elements share: they stand in the page itself, and render again when the language changes. */
import { LitElement } from "lit";
import { onLanguageChange } from "../i18n.js";

export class MadangElement extends LitElement {
  private stopListening: (() => void) | null = null;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.stopListening = onLanguageChange(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopListening?.();
  }
}
