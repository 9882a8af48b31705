/** <madang-device-list>: which microphone, speaker and camera. */
import { html, nothing, type TemplateResult } from "lit";
import { text } from "../i18n.js";
import type { DeviceChoice, Devices, RoomActions } from "../state.js";
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
      ${choices("speaker", text("speaker"), speakers, speakerId, (id) => actions.chooseSpeaker(id))}
      ${choices("camera", text("camera"), cameras, cameraId, (id) => actions.chooseCamera(id))}
      ${microphones.length + cameras.length + speakers.length === 0 ? empty() : nothing}
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

function empty(): TemplateResult {
  return html`<p class="note soft">${text("devices-empty")}</p>`;
}

customElements.define("madang-device-list", DeviceList);
