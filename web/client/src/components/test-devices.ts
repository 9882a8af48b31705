/** <madang-test-devices>: microphone, camera and speaker, each tried when it is asked for. */
import { html, nothing, type TemplateResult } from "lit";
import { realClock } from "../clock.js";
import { DeviceControl } from "../devices.js";
import { playChime } from "../echo-test.js";
import { text } from "../i18n.js";
import type { Devices } from "../state.js";
import { Memory, readPreferences } from "../storage.js";
import "./camera.js";
import { deviceNotice, deviceRow } from "./device-row.js";
import { icon } from "./drawings.js";
import { MadangElement } from "./element.js";
import { levelMeter } from "./level.js";
import type { TriedDevices } from "./test-words.js";

type Shown = Pick<Devices, "microphone" | "camera" | "level" | "cameraTrack">;

/** What a room's noise does not reach. */
const HEARD_FROM = 0.2;

export class TestDevices extends MadangElement {
  static override properties = {
    shown: { state: true },
    speakerPlayed: { state: true },
  };

  declare private shown: Shown;
  declare private speakerPlayed: boolean;
  private readonly control: DeviceControl;
  private heard = false;
  private speaker: string | null;

  constructor() {
    super();
    this.shown = { microphone: "off", camera: "off", level: 0, cameraTrack: null };
    this.speakerPlayed = false;
    const preferences = readPreferences(new Memory(() => localStorage));
    this.speaker = preferences.speakerId;
    this.control = new DeviceControl(realClock, { ...preferences, pushToTalk: false }, {
      changed: (part) => (this.shown = { ...this.shown, ...part }),
      track: () => undefined,
      chosen: () => undefined,
      speaker: (id) => (this.speaker = id),
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.control.close();
  }

  protected override render() {
    const { microphone, camera, level, cameraTrack } = this.shown;
    const seen = html`<span class="soft">${text("test-camera-about")}</span>`;
    return html`<section class="sheet found" aria-labelledby="devices-title">
      <h2 id="devices-title">${text("test-devices")}</h2>
      <div class="devices">
        ${deviceRow("microphone", microphone, (on) => this.control.set("microphone", on), levelMeter(level))}
        ${microphone === "on" ? html`<p class="soft device-hint">${text("test-microphone-about")}</p>` : nothing}
        ${deviceRow("camera", camera, (on) => this.control.set("camera", on), seen)}
        ${camera === "on" && cameraTrack !== null ? picture(cameraTrack) : nothing}
        ${this.speakerRow()}
      </div>
      ${deviceNotice("microphone", microphone) ?? deviceNotice("camera", camera) ?? nothing}
    </section>`;
  }

  protected override updated(): void {
    this.heard ||= this.shown.level >= HEARD_FROM;
    const { microphone, camera } = this.shown;
    const detail: TriedDevices = { microphone, camera, heard: this.heard, speakerPlayed: this.speakerPlayed };
    this.dispatchEvent(new CustomEvent<TriedDevices>("tried", { detail }));
  }

  private speakerRow(): TemplateResult {
    return html`<div class="device">
        <span class="speaker-name"><span class="sign">${icon("volume")}</span><span>${text("speaker")}</span></span>
        <button class="button ghost" type="button" @click=${() => void this.play()}>
          ${icon(this.speakerPlayed ? "check" : "volume")}<span>${text("test-play")}</span>
        </button>
      </div>
      <p class="soft device-hint" role="status">${this.speakerPlayed ? text("test-played") : text("test-speaker-about")}</p>`;
  }

  private async play(): Promise<void> {
    this.speakerPlayed = await playChime(this.speaker).then(
      () => true,
      () => false,
    );
  }
}

function picture(track: MediaStreamTrack): TemplateResult {
  return html`<div class="mirror"><madang-camera .track=${track} .mirrored=${true}></madang-camera></div>`;
}

customElements.define("madang-test-devices", TestDevices);
