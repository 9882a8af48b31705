/** One's own line: what getStats tells, summed up, put into words, and when the picture gives way to the voice (pure). */
import type { Quality } from "./protocol.js";
import type { Line } from "./state.js";

/** One reading of all connections. */
export interface Reading {
  readonly at_ms: number;
  /** Share of what one sends that the server misses, as it reported last; null if it has not. */
  readonly lostUp: number | null;
  readonly roundTrip_ms: number | null;
  /** What the browser believes to be able to send. */
  readonly available_bps: number | null;
  readonly packetsReceived: number;
  readonly packetsLost: number;
  readonly framesDecoded: number;
  readonly frozen_ms: number;
  readonly soundSamples: number;
  /** Samples that were made up because the real ones did not come. */
  readonly concealedSamples: number;
}

type Report = Readonly<Record<string, unknown>>;

const number = (report: Report, name: string): number => (typeof report[name] === "number" ? (report[name] as number) : 0);

const some = (reports: readonly Report[], name: string): number[] =>
  reports.flatMap((report) => (typeof report[name] === "number" ? [report[name] as number] : []));

const sum = (reports: readonly Report[], name: string): number =>
  reports.reduce((total, report) => total + number(report, name), 0);

const greatest = (values: readonly number[]): number | null => (values.length === 0 ? null : Math.max(...values));

/** Sum up the reports of all connections (webrtc-stats; what a browser leaves out counts as nothing). */
export function readingOf(reports: readonly Report[], at_ms: number): Reading {
  const ofType = (type: string): Report[] => reports.filter((report) => report["type"] === type);
  const inbound = ofType("inbound-rtp");
  const pairs = ofType("candidate-pair").filter(({ state, nominated }) => state === "succeeded" && nominated === true);
  const roundTrip_s = greatest(some(pairs, "currentRoundTripTime"));
  return {
    at_ms,
    lostUp: greatest(some(ofType("remote-inbound-rtp"), "fractionLost")),
    roundTrip_ms: roundTrip_s === null ? null : roundTrip_s * 1_000,
    available_bps: greatest(some(pairs, "availableOutgoingBitrate")),
    packetsReceived: sum(inbound, "packetsReceived"),
    packetsLost: sum(inbound, "packetsLost"),
    framesDecoded: sum(inbound, "framesDecoded"),
    frozen_ms: sum(inbound, "totalFreezesDuration") * 1_000,
    soundSamples: sum(inbound, "totalSamplesReceived"),
    concealedSamples: sum(inbound, "concealedSamples") - sum(inbound, "silentConcealedSamples"),
  };
}

/** What happened between two readings. */
export interface Stretch {
  readonly lostUp: number | null;
  readonly lostDown: number | null;
  readonly roundTrip_ms: number | null;
  readonly available_bps: number | null;
  /** Shares of the time, 0 to 1; null if nothing came that could show it. */
  readonly frozen: number | null;
  readonly concealed: number | null;
}

const FEWEST_PACKETS = 20;
const share = (part: number, whole: number): number => Math.min(1, Math.max(0, part / whole));

export function between(before: Reading, now: Reading): Stretch {
  const received = now.packetsReceived - before.packetsReceived;
  const lost = now.packetsLost - before.packetsLost;
  const samples = now.soundSamples - before.soundSamples;
  const elapsed_ms = now.at_ms - before.at_ms;
  const frames = now.framesDecoded - before.framesDecoded;
  const frozen_ms = now.frozen_ms - before.frozen_ms;
  return {
    lostUp: now.lostUp,
    lostDown: received + lost >= FEWEST_PACKETS && received >= 0 ? share(lost, received + lost) : null,
    roundTrip_ms: now.roundTrip_ms,
    available_bps: now.available_bps,
    frozen: frames > 0 || frozen_ms > 0 ? share(frozen_ms, Math.max(1, elapsed_ms)) : null,
    concealed: samples > 0 ? share(now.concealedSamples - before.concealedSamples, samples) : null,
  };
}

/** What else has to be known for the words. */
export interface Circumstances {
  readonly microphoneIsOn: boolean;
  readonly cameraIsOn: boolean;
  readonly pictureIsHeld: boolean;
  readonly picturesArrive: boolean;
  readonly soundOnly: boolean;
  /** What the server says of oneself. */
  readonly told: Quality;
}

const WORSE: Readonly<Record<Quality, number>> = { good: 0, fair: 1, poor: 2 };

export const worst = (...qualities: readonly Quality[]): Quality =>
  qualities.reduce((one, other) => (WORSE[other] > WORSE[one] ? other : one), "good");

/** The same limits as the server's (`signaling/quality.py`). */
function ownQuality({ lostUp, lostDown, roundTrip_ms }: Stretch): Quality {
  const lost = Math.max(lostUp ?? 0, lostDown ?? 0);
  if (lost >= 0.1 || (roundTrip_ms ?? 0) >= 800) return "poor";
  return lost >= 0.03 || (roundTrip_ms ?? 0) >= 350 ? "fair" : "good";
}

/** The line in words. */
export function lineOf(stretch: Stretch, facts: Circumstances): Line {
  const { lostUp, lostDown, roundTrip_ms, available_bps, frozen, concealed } = stretch;
  const voiceSuffers = (lostUp ?? 0) >= 0.06 || (concealed ?? 0) >= 0.08;
  const pictureSuffers = (lostUp ?? 0) >= 0.06 || (available_bps ?? Infinity) < 250_000;
  const sightSuffers = (lostDown ?? 0) >= 0.06 || (frozen ?? 0) >= 0.1;
  return {
    quality: worst(facts.told, ownQuality(stretch)),
    voice: !facts.microphoneIsOn ? "off" : voiceSuffers ? "choppy" : "clear",
    ownVideo: !facts.cameraIsOn ? "off" : facts.pictureIsHeld ? "paused" : pictureSuffers ? "soft" : "clear",
    received: facts.soundOnly ? "off" : !facts.picturesArrive ? "none" : sightSuffers ? "soft" : "clear",
    numbers: { lostUp, lostDown, roundTrip_ms, available_bps },
  };
}

const TIGHT_BPS = 130_000;
const PAUSE_AFTER = 3;
const FIRST_REST_LOOKS = 5;
const LONGEST_REST_LOOKS = 60;
/** A picture that stayed for so many looks has shown that the line bears it. */
const TRUSTED_AFTER = 15;

/** Whether one's own picture is sent: it rests when the line is too tight for picture and voice, and tries again later. */
export class PictureRest {
  #isResting = false;
  #tight = 0;
  #calm = 0;
  #rest = FIRST_REST_LOOKS;

  get isResting(): boolean {
    return this.#isResting;
  }

  /** Take one look while the camera is on; true if the picture is to rest. */
  look({ lostUp, available_bps, roundTrip_ms }: Stretch): boolean {
    const isLossy = (lostUp ?? 0) >= 0.1 || (roundTrip_ms ?? 0) >= 1_500;
    if (this.#isResting) this.#whileResting(isLossy);
    else this.#whileSending(isLossy || (available_bps ?? Infinity) < TIGHT_BPS);
    return this.#isResting;
  }

  /** The camera is off: next time nothing is held against it. */
  forget(): void {
    this.#isResting = false;
    this.#tight = this.#calm = 0;
  }

  #whileSending(isTight: boolean): void {
    this.#tight = isTight ? this.#tight + 1 : 0;
    this.#calm = isTight ? 0 : this.#calm + 1;
    if (this.#calm >= TRUSTED_AFTER) this.#rest = FIRST_REST_LOOKS;
    if (this.#tight < PAUSE_AFTER) return;
    this.#isResting = true;
    this.#calm = 0;
  }

  /** Without a picture nothing shows how much would pass: only calm and time speak for another try. */
  #whileResting(isLossy: boolean): void {
    this.#calm = isLossy ? 0 : this.#calm + 1;
    if (this.#calm < this.#rest) return;
    this.#isResting = false;
    this.#tight = this.#calm = 0;
    this.#rest = Math.min(LONGEST_REST_LOOKS, this.#rest * 2);
  }
}
