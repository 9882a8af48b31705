/** The one sentence that a room says at its top, most urgent first. */
import { html, nothing, type TemplateResult } from "lit";
import { text } from "../i18n.js";
import type { DeviceStatus, RoomActions, RoomState } from "../state.js";
import { connectionHint, type ConnectionHintActions } from "./connection-hint.js";
import { deviceHint, talkKeyHint } from "./device-hint.js";
import { icon } from "./drawings.js";

export interface HintActions extends ConnectionHintActions {
  readonly room: RoomActions;
  /** Ask for the device again. */
  retry(kind: "microphone" | "camera"): void;
  dismiss(kind: "microphone" | "camera"): void;
  showEverybody(): void;
  showScreens(): void;
  dismissScreen(): void;
}

export interface HintFacts {
  /** Devices whose trouble the visitor has read and put away. */
  readonly dismissed: ReadonlySet<string>;
  /** How many find no seat in the scene. */
  readonly standing: number;
  /** Whose screen is shown while one looks elsewhere. */
  readonly sharing: string | null;
  /** What answers the visitor's last deed. */
  readonly note: string | null;
}

export function hint(state: RoomState, facts: HintFacts, actions: HintActions): TemplateResult | typeof nothing {
  if (state.phase === "reconnecting") return reconnecting();
  for (const kind of ["microphone", "camera"] as const) {
    const why = trouble(kind, state.devices[kind]);
    if (why && !facts.dismissed.has(kind)) return deviceTrouble(kind, why, actions);
  }
  const { status } = state.screen;
  if (status === "denied" || status === "failed") return screenTrouble(text(`screen-${status}`), actions);
  if (facts.note !== null) return done(facts.note);
  const said = deviceHint(state.devices, actions.room) ?? connectionHint(state, actions);
  if (said !== null) return said;
  if (facts.sharing !== null) return shown(facts.sharing, actions);
  if (facts.standing > 0) return standing(facts.standing, actions);
  return talkKeyHint(state.devices) ?? nothing;
}

/** Why a device does not work, in one sentence; null if nothing is wrong. */
export function trouble(kind: "microphone" | "camera", status: DeviceStatus): string | null {
  if (status === "insecure") return kind === "microphone" ? text("microphone-insecure") : null;
  if (status !== "denied" && status !== "missing" && status !== "busy") return null;
  return text(`${kind}-${status}`);
}

function reconnecting(): TemplateResult {
  return html`<p class="chip due">${icon("refresh", "turning")}<span>${text("reconnecting")}</span></p>`;
}

function done(sentence: string): TemplateResult {
  return html`<p class="chip">${icon("check")}<span>${sentence}</span></p>`;
}

function deviceTrouble(kind: "microphone" | "camera", why: string, actions: HintActions): TemplateResult {
  return html`<div class="chip wrong">
    ${icon(kind === "microphone" ? "mic-off" : "camera-off")}<span>${why}</span>
    <button class="button" type="button" @click=${() => actions.retry(kind)}>${text("try-again")}</button>
    <button class="button ghost only" type="button" aria-label=${text("close")} @click=${() => actions.dismiss(kind)}>
      ${icon("close")}
    </button>
  </div>`;
}

function screenTrouble(why: string, actions: HintActions): TemplateResult {
  return html`<div class="chip wrong">
    ${icon("screen")}<span>${why}</span>
    <button class="button ghost only" type="button" aria-label=${text("close")} @click=${() => actions.dismissScreen()}>
      ${icon("close")}
    </button>
  </div>`;
}

function shown(name: string, actions: HintActions): TemplateResult {
  return html`<div class="chip">
    ${icon("screen")}<span>${text("somebody-shares", { name })}</span>
    <button class="button" type="button" @click=${() => actions.showScreens()}>${text("see-it")}</button>
  </div>`;
}

function standing(count: number, actions: HintActions): TemplateResult {
  return html`<div class="chip">
    ${icon("people")}<span>${text("standing", { count })}</span>
    <button class="button" type="button" @click=${() => actions.showEverybody()}>${text("see-everybody")}</button>
  </div>`;
}
