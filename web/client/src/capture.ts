/** One device, microphone or camera: on, off, taken away, refused; never on without having been asked for. */
import type { Clock } from "./clock.js";
import type { DeviceStatus } from "./state.js";

export type CaptureKind = "microphone" | "camera";

/** How long a muted microphone stays open. Nothing of a quick answer is lost, and the browser's recording mark goes when somebody only listens. */
export const MUTED_MICROPHONE_KEPT_MS = 30_000;

/** A shorter silence of a device is its own affair. */
const HELD_AFTER_MS = 1_500;

export interface CapturePorts {
  readonly clock: Clock;
  /** Ask the browser; rejects as getUserMedia does. */
  open(kind: CaptureKind, deviceId: string | null): Promise<MediaStreamTrack>;
}

export interface CaptureEvents {
  status(status: DeviceStatus): void;
  /** What is to be sent now. */
  track(track: MediaStreamTrack | null, muted: boolean): void;
  /** The device is ours but gives nothing: its own switch is off, or another program has it. */
  held(held: boolean): void;
}

/** The name of our own error where the page is not secure: the browser then has no devices to ask for. */
export const INSECURE_CONTEXT = "InsecureContextError";

/** Why a device cannot be used, from getUserMedia's error (Media Capture and Streams, 10.1.3). */
export function statusOfError(error: unknown): DeviceStatus {
  const name = error instanceof Error ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "denied";
  if (name === "NotReadableError" || name === "AbortError") return "busy";
  if (name === INSECURE_CONTEXT) return "insecure";
  return "missing";
}

export class Capture {
  readonly #kind: CaptureKind;
  readonly #ports: CapturePorts;
  readonly #events: CaptureEvents;
  #status: DeviceStatus = "off";
  #track: MediaStreamTrack | null = null;
  #deviceId: string | null;
  /** Counts what was asked for, so that a late answer of the browser is not taken for the present. */
  #wish = 0;
  #cancelRelease: () => void = () => undefined;
  #cancelHeld: () => void = () => undefined;
  #isHeld = false;
  #isKeptOpen = false;
  #hasOneAtATime = false;

  constructor(kind: CaptureKind, deviceId: string | null, ports: CapturePorts, events: CaptureEvents) {
    this.#kind = kind;
    this.#deviceId = deviceId;
    this.#ports = ports;
    this.#events = events;
  }

  get status(): DeviceStatus {
    return this.#status;
  }

  get track(): MediaStreamTrack | null {
    return this.#track;
  }

  set(on: boolean): void {
    if (!on) return this.#off();
    if (this.#status === "on" || this.#status === "starting") return;
    this.#cancelRelease();
    if (this.#track !== null) this.#use(this.#track);
    else void this.#open();
  }

  choose(deviceId: string | null): void {
    this.#deviceId = deviceId;
    this.#exchange();
  }

  /** Take the device anew, as it is wanted now; what is open keeps its settings, so it is closed first. */
  reopen(): void {
    if (this.#status === "on" || this.#status === "starting") this.#release();
    this.#exchange();
  }

  #exchange(): void {
    if (this.#status === "on" || this.#status === "starting") void this.#open();
    else this.#release();
  }

  /** Keep it open however long it is muted: a key that is held must not clip the first word. */
  keepOpen(kept: boolean): void {
    this.#isKeptOpen = kept;
    if (kept) this.#cancelRelease();
  }

  /** Phones open a camera only when the other one is closed. */
  oneAtATime(): void {
    this.#hasOneAtATime = true;
  }

  /** Let go of the device at once. */
  close(): void {
    this.#off();
    this.#release();
  }

  async #open(): Promise<void> {
    const wish = ++this.#wish;
    this.#tell("starting");
    if (this.#hasOneAtATime) this.#release();
    try {
      const track = await this.#opened();
      if (wish !== this.#wish) return track.stop();
      const earlier = this.#track;
      this.#use(track);
      if (earlier !== null && earlier !== track) earlier.stop();
    } catch (error) {
      if (wish === this.#wish) this.#lose(statusOfError(error));
    }
  }

  /** The chosen device, or any if that one is not there any more. */
  async #opened(): Promise<MediaStreamTrack> {
    const chosen = this.#deviceId;
    try {
      return await this.#ports.open(this.#kind, chosen);
    } catch (error) {
      const isGone = error instanceof Error && ["OverconstrainedError", "NotFoundError"].includes(error.name);
      if (chosen === null || !isGone) throw error;
      return this.#ports.open(this.#kind, null);
    }
  }

  #use(track: MediaStreamTrack): void {
    this.#track = track;
    track.enabled = true;
    track.onended = () => this.#ended(track);
    this.#watchHeld(track);
    this.#events.track(track, false);
    this.#tell("on");
  }

  #off(): void {
    this.#wish += 1;
    const track = this.#track;
    if (track !== null) track.enabled = false;
    if (this.#status !== "off") this.#tell("off");
    if (track === null) return;
    if (this.#kind === "camera") return this.#release();
    this.#events.track(track, true);
    this.#cancelRelease();
    if (this.#isKeptOpen) return;
    this.#cancelRelease = this.#ports.clock.after(MUTED_MICROPHONE_KEPT_MS, () => this.#release());
  }

  #watchHeld(track: MediaStreamTrack): void {
    const look = (): void => {
      this.#cancelHeld();
      if (!track.muted) return this.#tellHeld(false);
      this.#cancelHeld = this.#ports.clock.after(HELD_AFTER_MS, () => this.#tellHeld(true));
    };
    track.onmute = track.onunmute = look;
    look();
  }

  #tellHeld(held: boolean): void {
    if (held === this.#isHeld) return;
    this.#isHeld = held;
    this.#events.held(held);
  }

  /** The light goes out. */
  #release(): void {
    this.#cancelRelease();
    this.#cancelHeld();
    this.#tellHeld(false);
    const track = this.#track;
    this.#track = null;
    if (track === null) return;
    this.#events.track(null, true);
    track.onended = track.onmute = track.onunmute = null;
    track.stop();
  }

  #lose(status: DeviceStatus): void {
    this.#release();
    this.#tell(status);
  }

  /** Unplugged, or the permission was taken back. Another microphone takes over; another camera must be asked for. */
  #ended(track: MediaStreamTrack): void {
    if (track !== this.#track) return;
    const wasOn = this.#status === "on";
    this.#release();
    if (!wasOn) return;
    if (this.#kind === "microphone") void this.#open();
    else this.#tell("missing");
  }

  #tell(status: DeviceStatus): void {
    this.#status = status;
    this.#events.status(status);
  }
}
