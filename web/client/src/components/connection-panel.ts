/** <madang-connection>: one's own line in three plain rows, what helps, sound only, and details for whoever helps. */
import { html, nothing, type TemplateResult } from "lit";
import { text } from "../i18n.js";
import type { Quality } from "../protocol.js";
import type { Line, RoomActions, RoomState } from "../state.js";
import { details } from "./connection-details.js";
import { yesNo } from "./device-switch.js";
import { icon } from "./drawings.js";
import { MadangElement } from "./element.js";

const COPIED_STAYS_MS = 4_000;

/** How a row reads: a drawing beside the words, and what it means. */
type Look = readonly [drawing: string, look: "safe" | "due" | ""];
const LOOKS: Readonly<Record<string, Look>> = {
  clear: ["check", "safe"],
  soft: ["warning", "due"],
  choppy: ["warning", "due"],
  unheard: ["warning", "due"],
  paused: ["pause", "due"],
};

export class ConnectionPanel extends MadangElement {
  static override properties = { actions: { attribute: false }, state: { attribute: false }, copied: { state: true } };

  declare actions: RoomActions;
  declare state: RoomState;
  declare copied: boolean;

  constructor() {
    super();
    this.copied = false;
  }

  protected override firstUpdated(): void {
    this.querySelector<HTMLElement>("header .button")?.focus({ preventScroll: true });
  }

  protected override render() {
    const { line, soundOnly } = this.state;
    return html`<aside class="panel" id="connection" aria-labelledby="connection-title">
      <header>
        <h2 id="connection-title">${text("my-connection")}</h2>
        <button class="button ghost only" type="button" aria-label=${text("close")} @click=${this.close}>
          ${icon("close")}
        </button>
      </header>
      <div class="line-panel">
        <p class="soft">${text(`connection-is-${line.quality}`)}</p>
        ${this.rows()} ${line.quality === "good" ? nothing : whatHelps()}
        ${yesNo(text("sound-only"), soundOnly, (on) => this.actions.setSoundOnly(on))}
        <p class="soft">${this.lastWord()}</p>
      </div>
      <footer>
        <button class="button wide" type="button" @click=${this.copy}>
          ${icon(this.copied ? "check" : "copy")}
          <span>${this.copied ? text("details-copied") : text("copy-details")}</span>
        </button>
      </footer>
    </aside>`;
  }

  private rows(): TemplateResult {
    const { voice, ownVideo, received } = this.state.line;
    const heard = this.state.hearing === "heard" || voice === "off" ? voice : "unheard";
    return html`<div class="rows">
      ${row("mic", text("row-voice"), heard, text(`voice-${heard}`))}
      ${row("camera", text("row-own-video"), ownVideo, text(`own-video-${ownVideo}`))}
      ${row("screen", text("row-received"), received, text(`received-${received}`))}
    </div>`;
  }

  /** What becomes of a picture that rests, and how the others are. */
  private lastWord(): string {
    const { line, qualities, self, participants } = this.state;
    const others = [...qualities].filter(([participant]) => participant !== self).map(([, quality]) => quality);
    const weak = others.filter((quality: Quality) => quality === "poor").length;
    const returns = line.ownVideo === "paused" ? [text("video-returns")] : [];
    const isAlone = participants.length <= 1;
    const rest = isAlone ? [] : [weak > 0 ? text("others-weak", { count: weak }) : text("others-fine")];
    return [...returns, ...rest].join(" ");
  }

  private readonly copy = (): void => {
    const words = details(this.state.line);
    void navigator.clipboard?.writeText(words).then(() => {
      this.copied = true;
      setTimeout(() => (this.copied = false), COPIED_STAYS_MS);
    });
  };

  private close(): void {
    this.dispatchEvent(new CustomEvent("close-panel"));
  }
}

function row(drawing: string, title: string, state: Line["voice"] | Line["ownVideo"] | Line["received"] | "unheard", words: string) {
  const [sign, look] = LOOKS[state] ?? ["", ""];
  return html`<p>
    ${icon(drawing)}<span>${title}</span>
    <span class="fact ${look}">${sign === "" ? nothing : icon(sign)}<span>${words}</span></span>
  </p>`;
}

function whatHelps(): TemplateResult {
  return html`<div class="notice">
    ${icon("signal")}<b>${text("what-helps")}</b>
    <ul class="how"><li>${text("helps-nearer")}</li><li>${text("helps-downloads")}</li></ul>
  </div>`;
}

customElements.define("madang-connection", ConnectionPanel);
