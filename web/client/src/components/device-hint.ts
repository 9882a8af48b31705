/** What is said about devices while one talks: plugged in, taken away, held by others, spoken to while muted. */
import { html, type TemplateResult } from "lit";
import { text } from "../i18n.js";
import type { DeviceNotice, Devices, RoomActions } from "../state.js";
import { icon } from "./drawings.js";

const DRAWINGS = { microphone: "mic", camera: "camera", speaker: "volume" } as const;

/** The most urgent sentence, or null. */
export function deviceHint(devices: Devices, actions: RoomActions): TemplateResult | null {
  if (devices.speaksMuted && devices.microphone === "off") return speaksMuted(devices, actions);
  return devices.notice === null ? null : noticed(devices.notice, actions);
}

/** Said when nothing else is: how one speaks here. */
export function talkKeyHint({ pushToTalk, microphone }: Devices): TemplateResult | null {
  if (!pushToTalk || microphone !== "off") return null;
  return html`<p class="chip">${icon("mic-off")}<span>${text("hold-space")}</span></p>`;
}

function speaksMuted({ pushToTalk }: Devices, actions: RoomActions): TemplateResult {
  if (pushToTalk) return html`<p class="chip due">${icon("mic-off")}<span>${text("muted-hold-space")}</span></p>`;
  return html`<div class="chip act">
    ${icon("mic-off")}<span>${text("you-are-muted")}</span>
    <button class="button" type="button" @click=${() => actions.setMicrophone(true)}>${text("unmute")}</button>
  </div>`;
}

function noticed(notice: DeviceNotice, actions: RoomActions): TemplateResult {
  const use = html`<button class="button" type="button" @click=${() => actions.useNotice(notice)}>
    ${text("use-it")}
  </button>`;
  return html`<div class="chip act">
    ${icon(DRAWINGS[notice.kind])}<span>${sentence(notice)}</span>
    ${notice.what === "came" ? use : ""}
    <button class="button ghost only" type="button" aria-label=${text("close")} @click=${() => actions.dismissNotice()}>
      ${icon("close")}
    </button>
  </div>`;
}

function sentence({ what, kind, label, now }: DeviceNotice): string {
  if (what === "came") return text("device-came", { label });
  if (what === "held") return kind === "camera" ? text("camera-held", { label }) : text("microphone-held", { label });
  return kind === "speaker"
    ? text("speaker-went", { label, now: now ?? "" })
    : text("microphone-went", { label, now: now ?? "" });
}
