/** <madang-camera>: the picture of a camera or a screen; one's own camera is mirrored. */
import { html, type PropertyValues } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import { MadangElement } from "./element.js";

export class CameraPicture extends MadangElement {
  static override properties = {
    track: { attribute: false },
    participant: { attribute: false },
    mirrored: { attribute: false },
    kind: {},
  };

  declare track: MediaStreamTrack;
  /** Whose camera it is; undefined for the preview at the door. */
  declare participant: string | undefined;
  declare mirrored: boolean;
  declare kind: "camera" | "screen";

  constructor() {
    super();
    this.kind = "camera";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.play();
  }

  protected override render() {
    return html`<video
      class=${this.mirrored ? "mirrored" : ""}
      autoplay
      playsinline
      muted
      .muted=${true}
      disablepictureinpicture
      data-participant=${ifDefined(this.participant)}
      data-kind=${this.kind}
    ></video>`;
  }

  protected override updated(changed: PropertyValues): void {
    if (!changed.has("track")) return;
    const video = this.querySelector("video");
    if (video) video.srcObject = new MediaStream([this.track]);
    this.play();
  }

  private play(): void {
    // A refusal only means that the element left the page or the track ended: nothing is shown then anyway.
    this.querySelector("video")?.play().catch(() => undefined);
  }
}

customElements.define("madang-camera", CameraPicture);
