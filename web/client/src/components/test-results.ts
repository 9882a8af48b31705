/** What a trial found: the verdict, and each thing in a row with a sign and a word. */
import { html, nothing, type TemplateResult } from "lit";
import { text } from "../i18n.js";
import { verdictOf, type TrialState } from "../trial.js";
import { icon } from "./drawings.js";
import { cautions, mediaResult, speedResult, verdictWords, wayName, wayResult } from "./test-words.js";

type Sign = "waiting" | "trying" | "works" | "fails" | "absent";

const SIGNS: Readonly<Record<Sign, string>> = {
  waiting: "more",
  trying: "refresh",
  works: "check",
  fails: "close",
  absent: "more",
};

export function results(state: TrialState): TemplateResult {
  const { ways, media, speed } = state;
  const sign = (bps: number | null): Sign => (bps !== null ? "works" : speed.step);
  return html`<section class="sheet found" aria-labelledby="ways-title">
    <hgroup>
      <h2 id="ways-title">${text("test-ways")}</h2>
      <p class="soft">${text("test-ways-about")}</p>
    </hgroup>
    <ul class="rows">
      ${ways.map((way) => row(wayName(way), way.state, wayResult(way)))}
    </ul>
    <h2>${text("test-speed")}</h2>
    <ul class="rows">
      ${row(text("test-media"), media.step, mediaResult(media))}
      ${row(text("test-speed-down"), sign(speed.down_bps), speedResult(speed.down_bps, speed.step))}
      ${row(text("test-speed-up"), sign(speed.up_bps), speedResult(speed.up_bps, speed.step))}
    </ul>
  </section>`;
}

function row(name: string, sign: Sign, result: string): TemplateResult {
  return html`<li class="found-row ${sign}">
    <span class="sign">${icon(SIGNS[sign], sign === "trying" ? "turning" : "")}</span>
    <span class="found-name">${name}</span>
    <span class="found-result num">${result}</span>
  </li>`;
}

/** The answer in one sentence, and what to do if it is a bad one. */
export function verdict(state: TrialState): TemplateResult | typeof nothing {
  if (state.phase !== "done") return nothing;
  const found = verdictOf(state.ways);
  const [title, about] = verdictWords(found);
  return html`<div class="notice verdict ${found === "none" ? "wrong" : "good"}">
    ${icon(found === "none" ? "warning" : "check")}<b>${title}</b>
    <p>${about}</p>
    ${cautions(state).map((caution) => html`<p>${caution}</p>`)}
    ${found === "none" ? nextSteps() : nothing}
  </div>`;
}

function nextSteps(): TemplateResult {
  return html`<ol class="how">
    <li>${text("test-verdict-none-mobile")}</li>
    <li>${text("test-verdict-none-vpn")}</li>
    <li>${text("test-verdict-none-report")}</li>
  </ol>`;
}

