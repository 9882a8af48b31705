/** A switch for one device on the sheet at the door, with what it does or why it cannot. */
import { html, type TemplateResult } from "lit";
import { text } from "../i18n.js";
import type { DeviceStatus } from "../state.js";
import { icon } from "./drawings.js";

export type DeviceKind = "microphone" | "camera";

const DRAWINGS = {
  microphone: { on: "mic", off: "mic-off" },
  camera: { on: "camera", off: "camera-off" },
} as const;

/** `whenOn` stands beside the switch while the device works. */
export function deviceRow(
  kind: DeviceKind,
  status: DeviceStatus,
  set: (on: boolean) => void,
  whenOn: TemplateResult,
): TemplateResult {
  const isOn = status === "on" || status === "starting";
  return html`<div class="device">
    <button class="toggle" type="button" aria-pressed=${isOn} aria-label=${text(kind)} @click=${() => set(!isOn)}>
      ${icon(DRAWINGS[kind][isOn ? "on" : "off"])}<span>${text(kind)}</span>
    </button>
    ${status === "on" ? whenOn : besideOff(kind, status, () => set(true))}
  </div>`;
}

function besideOff(kind: DeviceKind, status: DeviceStatus, retry: () => void): TemplateResult {
  if (status === "denied" || status === "busy") {
    return html`<button class="button ghost" type="button" @click=${retry}>
      ${icon("refresh")}<span>${text("try-again")}</span>
    </button>`;
  }
  if (status === "insecure") return html`<span class="soft">${text("device-insecure")}</span>`;
  if (status === "missing") return html`<span class="soft">${text("device-missing")}</span>`;
  if (status === "starting") return html`<span class="soft">${text("device-starting")}</span>`;
  return html`<span class="soft">${text(`${kind}-off`)}</span>`;
}

/** What to do about a device that does not work. */
export function deviceNotice(kind: DeviceKind, status: DeviceStatus): TemplateResult | null {
  if (status === "denied") return deniedNotice(kind);
  if (status === "insecure") return insecureNotice();
  if (status === "missing" || status === "busy") {
    return html`<div class="notice" role="alert">${icon(DRAWINGS[kind].off)}<p>${text(`${kind}-${status}`)}</p></div>`;
  }
  return null;
}

/** One for both devices: it is the address that is wrong. */
function insecureNotice(): TemplateResult {
  return html`<div class="notice wrong" role="note">
    ${icon("lock")}<b>${text("insecure-title")}</b>
    <p>${text("insecure-sentence")}</p>
    <p class="soft">${text("insecure-operator")}</p>
  </div>`;
}

function deniedNotice(kind: DeviceKind): TemplateResult {
  return html`<div class="notice wrong" role="alert">
    ${icon(DRAWINGS[kind].off)}<b>${text(`${kind}-denied-title`)}</b>
    <ol class="how">
      <li>${text("denied-step-open")}</li>
      <li>${text(`${kind}-denied-step-allow`)}</li>
      <li>${text("denied-step-return")}</li>
    </ol>
    <p>${text("without-devices")}</p>
  </div>`;
}
