/** <madang-test>: the page that tries out connection and devices and says in words what it found. */
import { html, nothing, type TemplateResult } from "lit";
import { language, text } from "../i18n.js";
import { NOT_TRIED, Trial, verdictOf, type TrialState } from "../trial.js";
import { icon } from "./drawings.js";
import { MadangElement } from "./element.js";
import "./test-devices.js";
import "./test-report.js";
import { results, verdict } from "./test-results.js";
import { reportOf, type TriedDevices } from "./test-words.js";

const REFUSALS = { "too-fast": "test-too-often", unavailable: "test-unavailable" } as const;
const UNTRIED: TriedDevices = { microphone: "off", camera: "off", heard: false, speakerPlayed: false };

export class TestPage extends MadangElement {
  static override properties = { found: { state: true }, tried: { state: true } };

  declare private found: TrialState;
  declare private tried: TriedDevices;
  private readonly trial = new Trial(language(), (state) => (this.found = state));

  constructor() {
    super();
    this.found = NOT_TRIED;
    this.tried = UNTRIED;
  }

  protected override render() {
    const { found } = this;
    return html`<div class="test">
      <section class="intro" aria-labelledby="test-title">
        <hgroup>
          <h1 id="test-title">${text("test-title")}</h1>
          <p class="soft">${text("test-about")}</p>
        </hgroup>
        <div role="status">${verdict(found)} ${this.refusal()}</div>
        ${this.start()}
      </section>
      ${found.ways.length > 0 ? results(found) : nothing}
      <madang-test-devices @tried=${(event: CustomEvent<TriedDevices>) => this.take(event.detail)}></madang-test-devices>
      ${found.phase === "done" ? this.report() : nothing}
    </div>`;
  }

  private start(): TemplateResult {
    const { phase } = this.found;
    const isRunning = phase === "running";
    const words = isRunning ? text("test-running") : phase === "done" ? text("test-again") : text("test-start");
    return html`<button
      class="button ${phase === "done" ? "" : "primary"}"
      type="button"
      ?disabled=${isRunning}
      @click=${() => void this.trial.run()}
    >
      ${icon("refresh", isRunning ? "turning" : "")}<span>${words}</span>
    </button>`;
  }

  private refusal(): TemplateResult | typeof nothing {
    const { refusal } = this.found;
    if (refusal === null) return nothing;
    return html`<div class="notice wrong">${icon("warning")}<p>${text(REFUSALS[refusal])}</p></div>`;
  }

  private report(): TemplateResult {
    const words = reportOf(this.found, verdictOf(this.found.ways), this.tried);
    return html`<madang-test-report .report=${words}></madang-test-report>`;
  }

  private take(tried: TriedDevices): void {
    const same = (Object.keys(tried) as (keyof TriedDevices)[]).every((key) => tried[key] === this.tried[key]);
    if (!same) this.tried = tried;
  }
}

customElements.define("madang-test", TestPage);
