/** <madang-test-report>: everything that was found as text, and a button that copies it. */
import { html } from "lit";
import { text } from "../i18n.js";
import { icon } from "./drawings.js";
import { MadangElement } from "./element.js";

export class TestReport extends MadangElement {
  static override properties = { report: { attribute: false }, outcome: { state: true } };

  declare report: string;
  declare private outcome: "none" | "copied" | "by-hand";

  constructor() {
    super();
    this.outcome = "none";
  }

  protected override render() {
    const words = this.outcome === "copied" ? text("test-copied") : this.outcome === "by-hand" ? text("test-select") : "";
    return html`<section class="sheet found report" aria-labelledby="report-title">
      <hgroup>
        <h2 id="report-title">${text("test-report")}</h2>
        <p class="soft">${text("test-report-about")}</p>
      </hgroup>
      <pre class="report-text" tabindex="0" role="group" aria-labelledby="report-title">${this.report}</pre>
      <div class="row">
        <button class="button" type="button" @click=${() => void this.copy()}>
          ${icon("copy")}<span>${text("test-copy")}</span>
        </button>
        <span class="fact safe" role="status">${words}</span>
      </div>
    </section>`;
  }

  private async copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.report);
      this.outcome = "copied";
    } catch {
      // Without HTTPS there is no clipboard: then the text is marked to be copied by hand.
      const shown = this.querySelector("pre");
      if (shown !== null) getSelection()?.selectAllChildren(shown);
      this.outcome = "by-hand";
    }
  }
}

customElements.define("madang-test-report", TestReport);
