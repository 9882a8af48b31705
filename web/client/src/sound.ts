/** Lets the others be heard: one hidden audio element a track, on the chosen speaker, after a tap where the browser wants one. */
import type { RemoteTrack } from "./state.js";

export interface Sound {
  /** Let exactly these be heard. */
  play(tracks: readonly RemoteTrack[]): void;
  useSpeaker(id: string): void;
  /** Try again, after the tap that allows sound. */
  allow(): void;
  close(): void;
}

interface Playing {
  readonly element: HTMLAudioElement;
  readonly track: MediaStreamTrack;
}

const isSound = ({ source }: RemoteTrack): boolean => source === "microphone" || source === "screen-audio";

export class AudioElements implements Sound {
  readonly #blocked: (blocked: boolean) => void;
  /** By publication. */
  readonly #playing = new Map<string, Playing>();
  #speaker: string | null;
  #isBlocked = false;

  constructor(speaker: string | null, blocked: (blocked: boolean) => void) {
    this.#speaker = speaker;
    this.#blocked = blocked;
  }

  play(tracks: readonly RemoteTrack[]): void {
    const wanted = new Map(tracks.filter(isSound).map((track) => [track.publication, track]));
    for (const [publication, { track }] of this.#playing)
      if (wanted.get(publication)?.track !== track) this.#remove(publication);
    for (const track of wanted.values()) if (!this.#playing.has(track.publication)) this.#add(track);
  }

  useSpeaker(id: string): void {
    this.#speaker = id;
    for (const { element } of this.#playing.values()) this.#route(element);
  }

  allow(): void {
    if (!this.#isBlocked) return;
    this.#tell(false);
    for (const { element } of this.#playing.values()) this.#start(element);
  }

  close(): void {
    for (const publication of [...this.#playing.keys()]) this.#remove(publication);
    this.#tell(false);
  }

  #add({ publication, participant, track }: RemoteTrack): void {
    const element = document.createElement("audio");
    element.dataset["participant"] = participant;
    element.dataset["kind"] = "audio";
    element.autoplay = true;
    element.hidden = true;
    element.srcObject = new MediaStream([track]);
    document.body.append(element);
    this.#playing.set(publication, { element, track });
    this.#route(element);
    this.#start(element);
  }

  #remove(publication: string): void {
    const playing = this.#playing.get(publication);
    if (playing === undefined) return;
    this.#playing.delete(publication);
    playing.element.srcObject = null;
    playing.element.remove();
  }

  #start(element: HTMLAudioElement): void {
    element.play().catch((error: unknown) => {
      if (error instanceof DOMException && error.name === "NotAllowedError") this.#tell(true);
    });
  }

  /** Safari has no choice of speakers; a speaker that is gone leaves the system's own. */
  #route(element: HTMLAudioElement): void {
    if (this.#speaker === null || typeof element.setSinkId !== "function") return;
    element.setSinkId(this.#speaker).catch(() => undefined);
  }

  #tell(blocked: boolean): void {
    if (blocked === this.#isBlocked) return;
    this.#isBlocked = blocked;
    this.#blocked(blocked);
    if (!blocked) return;
    // Any tap or key will do, not only the one on the button that says so.
    for (const gesture of ["pointerup", "keydown"]) addEventListener(gesture, () => this.allow(), { once: true });
  }
}
