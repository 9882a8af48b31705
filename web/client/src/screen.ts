/** One's own screen, shown to the others: asked for by a press, ended by our button or by the browser's own. */
import type { OwnScreen, ScreenStatus } from "./state.js";

/** Text must be sharp; a page that scrolls needs few pictures a second. */
const VIDEO: MediaTrackConstraints = {
  frameRate: { ideal: 10, max: 15 },
  width: { max: 2560 },
  height: { max: 1600 },
};

/** Newer wishes than the types know; a browser that does not know one leaves it out. */
interface ScreenWishes extends DisplayMediaStreamOptions {
  readonly systemAudio: "include";
  readonly surfaceSwitching: "include";
  readonly selfBrowserSurface: "exclude";
}

/** Music and films as they are, without the voices of this room, which the others hear anyway. */
const AUDIO = {
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: false,
  suppressLocalAudioPlayback: false,
  restrictOwnAudio: true,
} as MediaTrackConstraints;

export const NO_SCREEN: OwnScreen = { status: "off", track: null, hasSound: false };

/** No phone's browser can. */
export function canShareScreen(): boolean {
  return typeof navigator !== "undefined" && typeof navigator.mediaDevices?.getDisplayMedia === "function";
}

/** Ask the browser, whose own dialogue lets one choose a tab, a window or a screen. */
export function openScreen(): Promise<MediaStream> {
  const wishes: ScreenWishes = {
    video: VIDEO,
    audio: AUDIO,
    systemAudio: "include",
    surfaceSwitching: "include",
    selfBrowserSurface: "exclude",
  };
  return navigator.mediaDevices.getDisplayMedia(wishes);
}

export interface ScreenEvents {
  changed(screen: OwnScreen): void;
  /** What is to be sent now. */
  track(source: "screen" | "screen-audio", track: MediaStreamTrack | null): void;
}

/** What a refusal means (Screen Capture, 5.1): who closes the dialogue knows that nothing is shown. */
export function statusOfScreenError(error: unknown): ScreenStatus {
  const { name, message } = error instanceof Error ? error : { name: "", message: "" };
  if (name !== "NotAllowedError") return name === "InvalidStateError" || name === "AbortError" ? "off" : "failed";
  return /system/i.test(message) ? "denied" : "off";
}

export class ScreenShare {
  readonly #open: () => Promise<MediaStream>;
  readonly #events: ScreenEvents;
  #status: ScreenStatus = "off";
  #stream: MediaStream | null = null;
  /** Counts what was asked for, so that a late answer of the browser is not taken for the present. */
  #wish = 0;

  constructor(open: () => Promise<MediaStream>, events: ScreenEvents) {
    this.#open = open;
    this.#events = events;
  }

  /** From within a press: browsers ask for one. */
  set(on: boolean): void {
    if (!on) return this.stop();
    if (this.#status !== "on" && this.#status !== "starting") void this.#start();
  }

  /** Nothing is shown any more, and the browser's mark goes. */
  stop(): void {
    this.#wish += 1;
    this.#letGo();
    if (this.#status !== "off") this.#tell("off");
  }

  async #start(): Promise<void> {
    const wish = ++this.#wish;
    this.#tell("starting");
    try {
      const stream = await this.#open();
      if (wish === this.#wish) this.#use(stream);
      else stopAll(stream);
    } catch (error) {
      if (wish === this.#wish) this.#tell(statusOfScreenError(error));
    }
  }

  #use(stream: MediaStream): void {
    const [picture] = stream.getVideoTracks();
    if (picture === undefined) return this.#tell("failed");
    this.#stream = stream;
    picture.contentHint = "detail";
    picture.onended = () => this.stop();
    this.#events.track("screen", picture);
    for (const sound of stream.getAudioTracks().slice(0, 1)) this.#useSound(sound);
    this.#tell("on");
  }

  #useSound(sound: MediaStreamTrack): void {
    sound.contentHint = "music";
    this.#events.track("screen-audio", sound);
    sound.onended = () => {
      if (this.#stream?.getAudioTracks().includes(sound)) this.#events.track("screen-audio", null);
    };
  }

  #letGo(): void {
    const stream = this.#stream;
    if (stream === null) return;
    this.#stream = null;
    this.#events.track("screen", null);
    this.#events.track("screen-audio", null);
    stopAll(stream);
  }

  #tell(status: ScreenStatus): void {
    this.#status = status;
    const track = this.#stream?.getVideoTracks()[0] ?? null;
    this.#events.changed({ status, track, hasSound: (this.#stream?.getAudioTracks().length ?? 0) > 0 });
  }
}

function stopAll(stream: MediaStream): void {
  for (const track of stream.getTracks()) {
    track.onended = null;
    track.stop();
  }
}
