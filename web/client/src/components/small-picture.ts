/** A small picture above other windows: what is shown, else who speaks; only where the browser has it. */

import type { PersonView } from "./person-view.js";
import type { ShareView } from "./shares.js";

export type SmallPictureState = "none" | "closed" | "open";

export class SmallPicture {
  readonly #changed: () => void;
  readonly #video = document.createElement("video");
  #track: MediaStreamTrack | null = null;

  constructor(changed: () => void) {
    this.#changed = changed;
    this.#video.muted = true;
    this.#video.playsInline = true;
    this.#video.className = "unseen";
    for (const event of ["enterpictureinpicture", "leavepictureinpicture"])
      this.#video.addEventListener(event, changed);
  }

  /** "none": the browser cannot, or there is nothing to show. */
  get state(): SmallPictureState {
    if (document.pictureInPictureElement === this.#video) return "open";
    return document.pictureInPictureEnabled && this.#track !== null ? "closed" : "none";
  }

  get track(): MediaStreamTrack | null {
    return this.#track;
  }

  /** Show this from now on; without a track the last picture stays while the window is open. */
  follow(track: MediaStreamTrack | null): void {
    if (track === this.#track) return;
    const before = this.state;
    this.#track = track;
    if (track === null) return this.close();
    if (before === "open") this.#play(track);
  }

  /** From within a press. */
  toggle(): void {
    if (this.state === "open") return this.close();
    if (this.#track === null) return;
    document.body.append(this.#video);
    const ready = this.#play(this.#track);
    // What has no size yet cannot be taken out; the press still counts a moment later.
    void ready.then(() => this.#video.requestPictureInPicture()).catch(() => this.close());
  }

  close(): void {
    if (document.pictureInPictureElement === this.#video)
      void document.exitPictureInPicture().catch(() => undefined);
    this.#video.srcObject = null;
    this.#video.remove();
    this.#changed();
  }

  #play(track: MediaStreamTrack): Promise<void> {
    this.#video.srcObject = new MediaStream([track]);
    return this.#video.play().catch(() => undefined);
  }
}

/** A screen that others show, else the camera of who speaks or spoke last, else any camera of the others. */
export function bestPicture(
  shares: readonly ShareView[],
  people: readonly PersonView[],
  now: MediaStreamTrack | null,
): MediaStreamTrack | null {
  const share = shares.find(({ isSelf }) => !isSelf);
  if (share) return share.track;
  const seen = people.filter(({ isSelf, camera }) => !isSelf && camera !== null);
  const best = seen.find(({ speaking }) => speaking) ?? seen.find(({ camera }) => camera === now) ?? seen[0];
  return best?.camera ?? null;
}
