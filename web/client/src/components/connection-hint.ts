/** What is said about one's own line: nobody hears you, the picture rests, the line is weak. */
import { html, type TemplateResult } from "lit";
import { text } from "../i18n.js";
import type { RoomState } from "../state.js";
import { icon } from "./drawings.js";

export interface ConnectionHintActions {
  /** Show one's own line. */
  why(): void;
  /** Choose another microphone. */
  chooseDevices(): void;
}

/** The most urgent sentence, or null. */
export function connectionHint({ hearing, line }: RoomState, actions: ConnectionHintActions): TemplateResult | null {
  if (hearing === "unheard") return unheard(actions);
  if (hearing === "mending") return html`<p class="chip due">${icon("refresh", "turning")}<span>${text("voice-mending")}</span></p>`;
  if (line.ownVideo === "paused") return weak(text("video-paused"), actions);
  return line.quality === "poor" ? weak(text("connection-poor"), actions) : null;
}

function unheard(actions: ConnectionHintActions): TemplateResult {
  return html`<div class="chip act wrong" role="alert">
    ${icon("mic-off")}<span>${text("nobody-hears-you")}</span>
    <button class="button" type="button" @click=${() => actions.chooseDevices()}>${text("other-microphone")}</button>
  </div>`;
}

function weak(sentence: string, actions: ConnectionHintActions): TemplateResult {
  return html`<div class="chip act">
    ${icon("signal")}<span>${sentence}</span>
    <button class="button" type="button" @click=${() => actions.why()}>${text("connection-why")}</button>
  </div>`;
}
