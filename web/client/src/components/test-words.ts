/** What a trial found, in words: for the page and for the report. */
import { language, text } from "../i18n.js";
import type { DeviceStatus } from "../state.js";
import type { TrialState, Verdict } from "../trial.js";
import type { Way, WayName } from "../trial-ways.js";

const WAYS: Readonly<Record<WayName, string>> = {
  udp: "test-way-udp",
  tcp: "test-way-tcp",
  "relay-udp": "test-way-relay-udp",
  "relay-tcp": "test-way-relay-tcp",
  "relay-tls": "test-way-relay-tls",
  relay: "test-way-relay",
};
const WAY_STATES = {
  waiting: "test-waiting",
  trying: "test-trying",
  works: "test-works",
  fails: "test-fails",
  absent: "test-absent",
} as const;
const VERDICTS: Readonly<Record<Verdict, readonly [string, string]>> = {
  udp: ["test-verdict-udp", "test-verdict-udp-about"],
  tcp: ["test-verdict-tcp", "test-verdict-tcp-about"],
  relay: ["test-verdict-relay", "test-verdict-relay-about"],
  none: ["test-verdict-none", "test-verdict-none-about"],
};
const DEVICES: Readonly<Record<DeviceStatus, string>> = {
  on: "test-device-on",
  off: "test-device-off",
  starting: "test-device-off",
  denied: "test-device-denied",
  missing: "test-device-missing",
  busy: "test-device-busy",
  insecure: "test-device-insecure",
};
const MANY_BPS = 100_000_000;
/** Less than this of what was sent arrives unnoticed. */
const LOSSY = 0.02;
const ENOUGH_FOR_PICTURES_BPS = 1_500_000;
const ENOUGH_FOR_A_PICTURE_BPS = 400_000;

export const wayName = ({ name }: Way): string => text(WAYS[name]);

export function wayResult({ state, roundTrip_ms }: Way): string {
  if (state === "works" && roundTrip_ms !== null) return text("test-works-in", { ms: roundTrip_ms });
  return text(WAY_STATES[state]);
}

export function mediaResult({ step, passage }: TrialState["media"]): string {
  if (step === "waiting" || step === "trying") return text(WAY_STATES[step]);
  if (passage === null) return text("test-media-fails");
  const percent = Math.round(passage.lost * 100);
  return percent === 0 ? text("test-media-works") : text("test-media-lost", { percent });
}

/** `bps` is null before it was measured and where it could not be. */
export function speedResult(bps: number | null, step: TrialState["speed"]["step"]): string {
  if (bps === null) return step === "fails" ? text("test-speed-fails") : text(WAY_STATES[step]);
  if (bps >= MANY_BPS) return text("test-speed-many");
  const digits = bps < 10_000_000 ? 1 : 0;
  const mbps = new Intl.NumberFormat(language(), { maximumFractionDigits: digits }).format(bps / 1e6);
  return text("test-speed-mbps", { mbps });
}

export const verdictWords = (verdict: Verdict): readonly [string, string] => {
  const [title, about] = VERDICTS[verdict];
  return [text(title), text(about)];
};

/** What to know besides the verdict; nothing where all is well. */
export function cautions({ media, speed }: TrialState): string[] {
  const found: string[] = [];
  if ((media.passage?.lost ?? 0) >= LOSSY) found.push(text("test-lossy"));
  const slowest_bps = Math.min(speed.down_bps ?? Infinity, speed.up_bps ?? Infinity);
  if (slowest_bps < ENOUGH_FOR_A_PICTURE_BPS) found.push(text("test-slow-voice"));
  else if (slowest_bps < ENOUGH_FOR_PICTURES_BPS) found.push(text("test-slow-picture"));
  return found;
}

export interface TriedDevices {
  readonly microphone: DeviceStatus;
  /** Whether it was ever heard. */
  readonly heard: boolean;
  readonly camera: DeviceStatus;
  readonly speakerPlayed: boolean;
}

/** One line for each thing, to be sent to whoever helps; no addresses. */
export function reportOf(state: TrialState, verdict: Verdict, tried: TriedDevices): string {
  const line = (what: string, result: string): string => plain(text("test-report-line", { what, result }));
  const when = new Intl.DateTimeFormat(language(), { dateStyle: "medium", timeStyle: "short" }).format(Date.now());
  const silent = tried.microphone === "on" && !tried.heard;
  return [
    plain(text("test-report-head", { when })),
    verdictWords(verdict)[0],
    ...state.ways.map((way) => line(wayName(way), wayResult(way))),
    line(text("test-media"), mediaResult(state.media)),
    line(text("test-speed-down"), speedResult(state.speed.down_bps, state.speed.step)),
    line(text("test-speed-up"), speedResult(state.speed.up_bps, state.speed.step)),
    line(text("microphone"), text(silent ? "test-device-silent" : DEVICES[tried.microphone])),
    line(text("camera"), text(DEVICES[tried.camera])),
    line(text("speaker"), text(tried.speakerPlayed ? "test-speaker-played" : "test-device-off")),
    line(text("test-report-browser"), navigator.userAgent),
  ].join("\n");
}

/** Marks that keep a name's direction are nothing for a plain text. */
const plain = (marked: string): string => marked.replace(/[\u2066-\u2069]/g, "");
