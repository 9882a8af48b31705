/** Microphone, camera and speaker together: which there are, which are chosen, what they are doing. */
import { Capture, type CaptureKind } from "./capture.js";
import type { Clock } from "./clock.js";
import { LevelMeter } from "./level.js";
import type { DeviceChoice, DeviceStatus, Devices } from "./state.js";
import type { DevicePreferences } from "./storage.js";

const CAMERA: MediaTrackConstraints = {
  width: { ideal: 1280, max: 1280 },
  height: { ideal: 720, max: 720 },
  frameRate: { ideal: 24, max: 30 },
};
/** What a phone or a small computer can encode beside everything else. */
const SMALL_CAMERA: MediaTrackConstraints = {
  width: { ideal: 640, max: 1280 },
  height: { ideal: 360, max: 720 },
  frameRate: { ideal: 24, max: 30 },
};
const MICROPHONE: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};
const PROCESSORS_FOR_A_LARGE_PICTURE = 6;

export interface DeviceEvents {
  changed(part: Partial<Devices>): void;
  track(source: CaptureKind, track: MediaStreamTrack | null, muted: boolean): void;
  chosen(preferences: DevicePreferences): void;
}

async function openDevice(kind: CaptureKind, deviceId: string | null): Promise<MediaStreamTrack> {
  // Outside a secure context the browser has no devices at all.
  if (navigator.mediaDevices === undefined) throw new DOMException("no devices here", "NotFoundError");
  const isLarge = navigator.hardwareConcurrency >= PROCESSORS_FOR_A_LARGE_PICTURE;
  const wanted = kind === "microphone" ? MICROPHONE : isLarge ? CAMERA : SMALL_CAMERA;
  const constraints = deviceId === null ? wanted : { ...wanted, deviceId: { exact: deviceId } };
  const stream = await navigator.mediaDevices.getUserMedia(
    kind === "microphone" ? { audio: constraints } : { video: constraints },
  );
  const [track] = stream.getTracks();
  if (track === undefined) throw new DOMException("no track", "NotFoundError");
  if (kind === "camera") track.contentHint = "motion";
  return track;
}

/** Whether a device was allowed for good, so that it may come back on without a question. */
export async function isAllowed(kind: CaptureKind): Promise<boolean> {
  try {
    const { state } = await navigator.permissions.query({ name: kind });
    return state === "granted";
  } catch {
    return false;
  }
}

/** The devices of one kind that have a name; without a permission they have none. */
function choices(devices: readonly MediaDeviceInfo[], kind: MediaDeviceKind): DeviceChoice[] {
  return devices
    .filter((device) => device.kind === kind && device.deviceId !== "" && device.label !== "")
    .map((device) => ({ id: device.deviceId, label: device.label }));
}

export class DeviceControl {
  readonly #events: DeviceEvents;
  readonly #captures: Readonly<Record<CaptureKind, Capture>>;
  readonly #meter: LevelMeter;
  #preferences: DevicePreferences;

  constructor(clock: Clock, preferences: DevicePreferences, events: DeviceEvents) {
    this.#events = events;
    this.#preferences = preferences;
    this.#meter = new LevelMeter((level) => events.changed({ level }));
    const capture = (kind: CaptureKind, deviceId: string | null): Capture =>
      new Capture(kind, deviceId, { clock, open: openDevice }, {
        status: (status) => this.#changed(kind, status),
        track: (track, muted) => events.track(kind, track, muted),
      });
    this.#captures = {
      microphone: capture("microphone", preferences.microphoneId),
      camera: capture("camera", preferences.cameraId),
    };
    navigator.mediaDevices?.addEventListener("devicechange", () => void this.list());
    events.changed(preferences);
  }

  set(kind: CaptureKind, on: boolean): void {
    this.#captures[kind].set(on);
  }

  choose(kind: CaptureKind, id: string): void {
    this.#choose(kind === "microphone" ? { microphoneId: id } : { cameraId: id });
    this.#captures[kind].choose(id);
  }

  chooseSpeaker(id: string): void {
    this.#choose({ speakerId: id });
  }

  /** What is plugged in now. */
  async list(): Promise<void> {
    const devices = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
    this.#events.changed({
      microphones: choices(devices, "audioinput"),
      cameras: choices(devices, "videoinput"),
      speakers: choices(devices, "audiooutput"),
    });
  }

  close(): void {
    this.#captures.microphone.close();
    this.#captures.camera.close();
  }

  #choose(part: Partial<DevicePreferences>): void {
    this.#preferences = { ...this.#preferences, ...part };
    this.#events.changed(part);
    this.#events.chosen(this.#preferences);
  }

  #changed(kind: CaptureKind, status: DeviceStatus): void {
    const { track } = this.#captures[kind];
    if (kind === "microphone") this.#meter.watch(status === "on" ? track : null);
    else this.#events.changed({ cameraTrack: status === "on" ? track : null });
    this.#events.changed(kind === "microphone" ? { microphone: status } : { camera: status });
    if (status === "on") void this.list();
  }
}
