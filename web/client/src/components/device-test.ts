/** <madang-device-test>: hear oneself as the others would, without anybody else hearing it. */
import { html, nothing } from "lit";
import { canTestEcho, testEcho, type EchoState } from "../echo-test.js";
import { text } from "../i18n.js";
import type { RoomActions } from "../state.js";
import { icon } from "./drawings.js";
import { MadangElement } from "./element.js";

export class DeviceTest extends MadangElement {
  static override properties = {
    actions: { attribute: false },
    speaker: { attribute: false },
    microphoneIsOn: { attribute: false },
    phase: { state: true },
  };

  declare actions: RoomActions;
  declare speaker: string | null;
  declare microphoneIsOn: boolean;
  declare phase: EchoState;
  private stop: () => void = () => undefined;

  constructor() {
    super();
    this.phase = "idle";
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop();
  }

  protected override render() {
    if (!canTestEcho()) return nothing;
    const isBusy = this.phase === "recording" || this.phase === "playing";
    return html`<div class="echo">
      <button class="button" type="button" @click=${isBusy ? () => this.stop() : this.begin}>
        ${icon(isBusy ? "close" : "volume")}<span>${isBusy ? text("echo-stop") : text("echo-test")}</span>
      </button>
      <p class="soft" role="status">${this.sentence()}</p>
    </div>`;
  }

  private sentence(): string {
    if (this.phase === "recording") return this.microphoneIsOn ? text("echo-recording-heard") : text("echo-recording");
    if (this.phase === "playing") return text("echo-playing");
    return this.phase === "failed" ? text("echo-failed") : text("echo-about");
  }

  private readonly begin = (): void => {
    this.stop = testEcho({
      open: () => this.actions.openMicrophoneForTest(),
      speaker: this.speaker,
      changed: (phase) => (this.phase = phase),
    });
  };
}

customElements.define("madang-device-test", DeviceTest);
