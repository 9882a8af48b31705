/** What a tab remembers over a reload, what the browser remembers over days, and which of two equal tabs is the real one. */

/** Somebody's visit to a room in this tab. */
export interface Visit {
  /** Drawn at random; a duplicated tab has the same, and only one of them may use it. */
  readonly tab: string;
  readonly resume: string;
  readonly name: string;
  readonly avatar: string;
  readonly microphone: boolean;
  readonly camera: boolean;
  /** Only sound is received: that is for this visit's connection, not for the next one's. */
  readonly soundOnly: boolean;
}

export interface DevicePreferences {
  readonly microphoneId: string | null;
  readonly cameraId: string | null;
  readonly speakerId: string | null;
  readonly noiseReduced: boolean;
  readonly echoCancelled: boolean;
  /** The microphone is on only while a key is held. */
  readonly pushToTalk: boolean;
  /** A phone's camera that looks away from its owner. */
  readonly isBackCamera: boolean;
}

export const NO_PREFERENCES: DevicePreferences = {
  microphoneId: null,
  cameraId: null,
  speakerId: null,
  noiseReduced: true,
  echoCancelled: true,
  pushToTalk: false,
  isBackCamera: false,
};

const DEVICES_KEY = "madang.devices";
/** A reloaded page waits so long for its earlier self to let go of the tab. */
const CLAIM_WITHIN_MS = 1_500;

const visitKey = (room: string): string => `madang.visit.${room}`;

/** Keeps values as JSON; a browser that forbids storage only forgets. */
export class Memory {
  readonly #storage: () => Storage;

  constructor(storage: () => Storage) {
    this.#storage = storage;
  }

  read(key: string): unknown {
    try {
      return JSON.parse(this.#storage().getItem(key) ?? "null");
    } catch {
      return null;
    }
  }

  write(key: string, value: unknown): void {
    try {
      this.#storage().setItem(key, JSON.stringify(value));
    } catch {
      // Full or forbidden: the visit goes on, a reload shows the door.
    }
  }

  forget(key: string): void {
    try {
      this.#storage().removeItem(key);
    } catch {
      // Forbidden, so there is nothing to forget.
    }
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

/** The visit of this tab to that room, if what is stored is one. */
export function readVisit(memory: Memory, room: string): Visit | null {
  const value = memory.read(visitKey(room));
  if (!isRecord(value)) return null;
  const { tab, resume, name, avatar, microphone, camera, soundOnly } = value;
  if (typeof tab !== "string" || typeof resume !== "string") return null;
  if (typeof name !== "string" || typeof avatar !== "string") return null;
  return {
    ...{ tab, resume, name, avatar },
    microphone: microphone === true,
    camera: camera === true,
    soundOnly: soundOnly === true,
  };
}

export function writeVisit(memory: Memory, room: string, visit: Visit): void {
  memory.write(visitKey(room), visit);
}

export function forgetVisit(memory: Memory, room: string): void {
  memory.forget(visitKey(room));
}

export function readPreferences(memory: Memory): DevicePreferences {
  const value = memory.read(DEVICES_KEY);
  if (!isRecord(value)) return NO_PREFERENCES;
  const text = (part: unknown): string | null => (typeof part === "string" ? part : null);
  return {
    microphoneId: text(value["microphoneId"]),
    cameraId: text(value["cameraId"]),
    speakerId: text(value["speakerId"]),
    noiseReduced: value["noiseReduced"] !== false,
    echoCancelled: value["echoCancelled"] !== false,
    pushToTalk: value["pushToTalk"] === true,
    isBackCamera: value["isBackCamera"] === true,
  };
}

export function writePreferences(memory: Memory, preferences: DevicePreferences): void {
  memory.write(DEVICES_KEY, preferences);
}

/** Hold a tab's name until the page goes; false if another page holds it and does not let go. */
export type ClaimTab = (tab: string) => Promise<boolean>;

export const claimTab: ClaimTab = (tab) => {
  // Without locks (no secure context) the server still lets only one of the two stay.
  if (!("locks" in navigator)) return Promise.resolve(true);
  return new Promise((resolve) => {
    const hold = (): Promise<never> => {
      resolve(true);
      return new Promise(() => undefined);
    };
    navigator.locks
      .request(`madang.tab.${tab}`, { signal: AbortSignal.timeout(CLAIM_WITHIN_MS) }, hold)
      .catch(() => resolve(false));
  });
};
