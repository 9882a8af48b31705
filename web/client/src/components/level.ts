/** How loud one's own microphone is, as a row of bars. */
import { html, type TemplateResult } from "lit";
import { text } from "../i18n.js";

const BARS = 12;

/** `level` is 0 to 1. */
export function levelMeter(level: number): TemplateResult {
  const lit = Math.round(Math.min(1, Math.max(0, level)) * BARS);
  return html`<span
    class="meter"
    role="meter"
    aria-label=${text("level")}
    aria-valuemin="0"
    aria-valuemax=${BARS}
    aria-valuenow=${lit}
  >${Array.from({ length: BARS }, (_none, bar) => html`<i class=${bar < lit ? "on" : ""}></i>`)}</span>`;
}
