/** Microphone, camera and speaker together: which there are, which are chosen, what they are doing. */
import { Capture, INSECURE_CONTEXT, type CaptureKind } from "./capture.js";
import type { Clock } from "./clock.js";
import { deviceNews } from "./device-news.js";
import { LevelMeter } from "./level.js";
import type { DeviceChoice, DeviceNotice, DeviceStatus, Devices } from "./state.js";
import type { DevicePreferences } from "./storage.js";
import { MutedSpeech } from "./unheard.js";

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
const PROCESSORS_FOR_A_LARGE_PICTURE = 6;
const NOTICE_STAYS_MS = 10_000;
const HINT_STAYS_MS = 6_000;

export interface DeviceEvents {
  changed(part: Partial<Devices>): void;
  track(source: CaptureKind, track: MediaStreamTrack | null, muted: boolean): void;
  chosen(preferences: DevicePreferences): void;
  /** Sound comes from here now; null is the system's own. */
  speaker(id: string | null): void;
}

/** Whether one holds it in the hand and it has a camera on each side. */
function isHandheld(): boolean {
  return matchMedia("(pointer: coarse)").matches && "facingMode" in (navigator.mediaDevices?.getSupportedConstraints() ?? {});
}

function cameraWishes(preferences: DevicePreferences): MediaTrackConstraints {
  const isLarge = navigator.hardwareConcurrency >= PROCESSORS_FOR_A_LARGE_PICTURE;
  const size = isLarge ? CAMERA : SMALL_CAMERA;
  return isHandheld() ? { ...size, facingMode: { ideal: preferences.isBackCamera ? "environment" : "user" } } : size;
}

function microphoneWishes({ echoCancelled, noiseReduced }: DevicePreferences): MediaTrackConstraints {
  return { echoCancellation: echoCancelled, noiseSuppression: noiseReduced, autoGainControl: true };
}

/** Whether the browser withholds devices because of the address (Secure Contexts, 3.1). */
function isInsecure(): boolean {
  return globalThis.isSecureContext === false;
}

/** Ask the browser for a device; rejects as getUserMedia does. */
async function openDevice(
  kind: CaptureKind,
  deviceId: string | null,
  preferences: DevicePreferences,
): Promise<MediaStreamTrack> {
  if (isInsecure()) throw new DOMException("no secure context", INSECURE_CONTEXT);
  // Some browsers inside other apps have no devices at all.
  if (navigator.mediaDevices === undefined) throw new DOMException("no devices here", "NotFoundError");
  const wanted = kind === "microphone" ? microphoneWishes(preferences) : cameraWishes(preferences);
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
    .map(({ deviceId, label, groupId }) => ({ id: deviceId, label, group: groupId }));
}

const NOTHING = { microphones: [], cameras: [], speakers: [] };

export class DeviceControl {
  readonly #clock: Clock;
  readonly #events: DeviceEvents;
  readonly #captures: Readonly<Record<CaptureKind, Capture>>;
  readonly #meter: LevelMeter;
  readonly #mutedSpeech: MutedSpeech;
  #preferences: DevicePreferences;
  #lists: Pick<Devices, "microphones" | "cameras" | "speakers"> = NOTHING;
  #cancelNotice: () => void = () => undefined;
  #cancelMutedSpeech: () => void = () => undefined;

  constructor(clock: Clock, preferences: DevicePreferences, events: DeviceEvents) {
    this.#clock = clock;
    this.#events = events;
    this.#preferences = preferences;
    this.#mutedSpeech = new MutedSpeech(() => this.#spokeMuted());
    this.#meter = new LevelMeter((level) => this.#level(level));
    this.#captures = {
      microphone: this.#capture("microphone", preferences.microphoneId),
      camera: this.#capture("camera", preferences.cameraId),
    };
    this.#captures.microphone.keepOpen(preferences.pushToTalk);
    if (isHandheld()) this.#captures.camera.oneAtATime();
    navigator.mediaDevices?.addEventListener("devicechange", () => void this.list());
    events.changed({ ...preferences, canTurnCamera: isHandheld() });
    if (isInsecure()) events.changed({ microphone: "insecure", camera: "insecure" });
  }

  #capture(kind: CaptureKind, deviceId: string | null): Capture {
    const open = (of: CaptureKind, id: string | null) => openDevice(of, id, this.#preferences);
    return new Capture(kind, deviceId, { clock: this.#clock, open }, {
      status: (status) => this.#changed(kind, status),
      track: (track, muted) => this.#send(kind, track, muted),
      held: (held) => this.#held(kind, held),
    });
  }

  #send(kind: CaptureKind, track: MediaStreamTrack | null, muted: boolean): void {
    // The device is let go of: whoever listens to a copy would keep it open.
    if (kind === "microphone" && track === null) this.#meter.watch(null);
    this.#events.track(kind, track, muted);
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
    this.#events.speaker(id);
  }

  /** The microphone without, or with, what the browser does to its sound. */
  setSound(part: Partial<Pick<DevicePreferences, "noiseReduced" | "echoCancelled">>): void {
    this.#choose(part);
    this.#captures.microphone.reopen();
  }

  setPushToTalk(on: boolean): void {
    this.#choose({ pushToTalk: on });
    this.#captures.microphone.keepOpen(on);
    this.set("microphone", false);
  }

  /** The camera on the other side of a phone. */
  turnCamera(): void {
    this.#choose({ isBackCamera: !this.#preferences.isBackCamera, cameraId: null });
    this.#captures.camera.choose(null);
  }

  /** Take the device anew: what it gives is not what it should. */
  reopen(kind: CaptureKind): void {
    this.#captures[kind].reopen();
  }

  /** A track of one's own for a test of the microphone. */
  openForTest(): Promise<MediaStreamTrack> {
    return openDevice("microphone", this.#preferences.microphoneId, this.#preferences);
  }

  takeLoudest(): number {
    return this.#meter.takeLoudest();
  }

  /** Use what has just come, its speaker with its microphone. */
  useNotice({ kind, id }: DeviceNotice): void {
    this.dismissNotice();
    if (kind === "speaker") return this.chooseSpeaker(id);
    this.choose(kind, id);
    const group = this.#lists.microphones.find((one) => one.id === id)?.group;
    const speaker = this.#lists.speakers.find((one) => kind === "microphone" && one.group === group);
    if (speaker !== undefined) this.chooseSpeaker(speaker.id);
  }

  dismissNotice(): void {
    this.#cancelNotice();
    this.#events.changed({ notice: null });
  }

  /** What is plugged in now. */
  async list(): Promise<void> {
    const devices = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
    const before = this.#lists;
    this.#lists = {
      microphones: choices(devices, "audioinput"),
      cameras: choices(devices, "videoinput"),
      speakers: choices(devices, "audiooutput"),
    };
    this.#events.changed(this.#lists);
    this.#routeSpeaker(before);
    const notice = deviceNews(before, this.#lists, {
      microphone: this.#preferences.microphoneId,
      camera: this.#preferences.cameraId,
      speaker: this.#preferences.speakerId,
    });
    if (notice !== null) this.#notice(notice);
  }

  close(): void {
    this.#captures.microphone.close();
    this.#captures.camera.close();
    this.#meter.watch(null);
  }

  /** A chosen speaker that is gone leaves the system's own, and is used again when it is back. */
  #routeSpeaker({ speakers }: Pick<Devices, "speakers">): void {
    const { speakerId } = this.#preferences;
    if (speakerId === null) return;
    const isThere = this.#lists.speakers.some(({ id }) => id === speakerId);
    const wasThere = speakers.some(({ id }) => id === speakerId);
    if (isThere !== wasThere) this.#events.speaker(isThere ? speakerId : null);
  }

  #choose(part: Partial<DevicePreferences>): void {
    this.#preferences = { ...this.#preferences, ...part };
    this.#events.changed(part);
    this.#events.chosen(this.#preferences);
  }

  #notice(notice: DeviceNotice): void {
    this.#cancelNotice();
    this.#events.changed({ notice });
    // What is held stays so until it is given back.
    if (notice.what === "held") return;
    this.#cancelNotice = this.#clock.after(NOTICE_STAYS_MS, () => this.#events.changed({ notice: null }));
  }

  #held(kind: CaptureKind, held: boolean): void {
    const label = this.#captures[kind].track?.label ?? "";
    if (held) this.#notice({ what: "held", kind, label, id: "", now: null });
    else this.dismissNotice();
  }

  #changed(kind: CaptureKind, status: DeviceStatus): void {
    const { track } = this.#captures[kind];
    if (kind === "microphone") this.#listenTo(track, status);
    else this.#events.changed({ cameraTrack: status === "on" ? track : null });
    this.#events.changed(kind === "microphone" ? { microphone: status } : { camera: status });
    if (status === "on") void this.list();
  }

  /** A muted microphone that is still open is listened to here, to tell somebody who speaks into it. */
  #listenTo(track: MediaStreamTrack | null, status: DeviceStatus): void {
    if (status === "on") this.#hearAgain();
    else this.#events.changed({ level: 0 });
    if (status !== "off" || track === null) return this.#meter.watch(status === "on" ? track : null);
    const own = track.clone();
    own.enabled = true;
    this.#meter.watch(own, { isOwn: true });
  }

  #hearAgain(): void {
    this.#mutedSpeech.begin();
    this.#cancelMutedSpeech();
    this.#events.changed({ speaksMuted: false });
  }

  #level(level: number): void {
    if (this.#captures.microphone.status === "on") this.#events.changed({ level });
    else this.#mutedSpeech.level(level);
  }

  #spokeMuted(): void {
    this.#events.changed({ speaksMuted: true });
    this.#cancelMutedSpeech = this.#clock.after(HINT_STAYS_MS, () => this.#events.changed({ speaksMuted: false }));
  }
}
