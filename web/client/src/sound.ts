/** Lets the others be heard: one hidden audio element a track, on the chosen speaker, after a tap where the browser wants one. */
import type { RemoteTrack } from "./state.js";

export interface Sound {
  /** Let exactly these be heard. */
  play(tracks: readonly RemoteTrack[]): void;
  /** null: the system's own. */
  useSpeaker(id: string | null): void;
  /** Try again, after the tap that allows sound. */
  allow(): void;
  close(): void;
}

/** Let an element be heard from this speaker; null is the system's own. Safari has no choice, and a speaker may be gone. */
export function routeTo(element: HTMLAudioElement, speaker: string | null): void {
  if (typeof element.setSinkId !== "function" || element.sinkId === (speaker ?? "")) return;
  element.setSinkId(speaker ?? "").catch(() => undefined);
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

  useSpeaker(id: string | null): void {
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

  #route(element: HTMLAudioElement): void {
    routeTo(element, this.#speaker);
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
