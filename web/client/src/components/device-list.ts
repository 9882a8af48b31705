/** <madang-device-list>: which microphone, speaker and camera, and how they are used. */
import { html, nothing, type TemplateResult } from "lit";
import { playChime } from "../echo-test.js";
import { text } from "../i18n.js";
import type { DeviceChoice, Devices, RoomActions } from "../state.js";
import { yesNo } from "./device-switch.js";
import "./device-test.js";
import { icon } from "./drawings.js";
import { MadangElement } from "./element.js";
import { levelMeter } from "./level.js";

export class DeviceList extends MadangElement {
  static override properties = { actions: { attribute: false }, devices: { attribute: false } };

  declare actions: RoomActions;
  declare devices: Devices;

  protected override render() {
    const { microphones, cameras, speakers, microphoneId, cameraId, speakerId, microphone, level } = this.devices;
    const meter = microphone === "on" ? levelMeter(level) : nothing;
    const { actions } = this;
    return html`<div class="pickers">
        ${choices("microphone", text("microphone"), microphones, microphoneId, (id) => actions.chooseMicrophone(id), meter)}
        ${choices("speaker", text("speaker"), speakers, speakerId, (id) => actions.chooseSpeaker(id), tryIt(speakerId))}
        ${choices("camera", text("camera"), cameras, cameraId, (id) => actions.chooseCamera(id))}
        ${this.devices.canTurnCamera ? this.turnCamera() : nothing}
        ${microphones.length + cameras.length + speakers.length === 0 ? empty() : nothing}
      </div>
      <madang-device-test .actions=${actions} .speaker=${speakerId} .microphoneIsOn=${microphone === "on"}></madang-device-test>
      ${this.switches()}`;
  }

  private turnCamera(): TemplateResult {
    return html`<button class="button" type="button" @click=${() => this.actions.turnCamera()}>
      ${icon("refresh")}<span>${this.devices.isBackCamera ? text("camera-to-front") : text("camera-to-back")}</span>
    </button>`;
  }

  private switches(): TemplateResult {
    const { noiseReduced, echoCancelled, pushToTalk } = this.devices;
    const { actions } = this;
    const hasKeys = matchMedia("(any-pointer: fine)").matches;
    return html`<div class="switches">
      ${yesNo(text("reduce-noise"), noiseReduced, (on) => actions.setNoiseReduced(on))}
      ${yesNo(text("cancel-echo"), echoCancelled, (on) => actions.setEchoCancelled(on))}
      ${hasKeys ? yesNo(text("push-to-talk"), pushToTalk, (on) => actions.setPushToTalk(on)) : nothing}
    </div>`;
  }
}

function choices(
  kind: string,
  title: string,
  offered: readonly DeviceChoice[],
  chosen: string | null,
  choose: (id: string) => void,
  beside: TemplateResult | typeof nothing = nothing,
): TemplateResult | typeof nothing {
  if (offered.length === 0) return nothing;
  const current = offered.some(({ id }) => id === chosen) ? chosen : offered[0]?.id;
  return html`<fieldset>
    <legend>${title}</legend>
    <div class="options">
      ${offered.map(
        ({ id, label }, position) => html`<label class="option">
          <input type="radio" name="device-${kind}" .checked=${id === current} @change=${() => choose(id)} />
          <span dir="auto">${label || text("device-unnamed", { number: position + 1 })}</span>
          ${id === current ? beside : nothing}
        </label>`,
      )}
    </div>
  </fieldset>`;
}

/** Two notes on the chosen speaker. */
function tryIt(speaker: string | null): TemplateResult {
  const play = (event: Event): void => {
    event.preventDefault();
    void playChime(speaker).catch(() => undefined);
  };
  return html`<button class="button ghost" type="button" @click=${play}>
    ${icon("volume")}<span>${text("try-speaker")}</span>
  </button>`;
}

function empty(): TemplateResult {
  return html`<p class="note soft">${text("devices-empty")}</p>`;
}

customElements.define("madang-device-list", DeviceList);
