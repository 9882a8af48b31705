/** Looks after one's own line: reads it every two seconds, rests the picture, and mends what nobody can hear. */
import type { CaptureKind } from "./capture.js";
import { every, type Clock } from "./clock.js";
import type { Media } from "./media.js";
import type { Arrivals, Quality } from "./protocol.js";
import { PictureRest, between, lineOf, readingOf, type Circumstances, type Reading, type Stretch } from "./quality.js";
import type { Line } from "./state.js";
import { Unheard, type HearingState } from "./unheard.js";

export const LOOK_EVERY_MS = 2_000;

export const NO_LINE: Line = {
  quality: "good",
  voice: "off",
  ownVideo: "off",
  received: "none",
  numbers: { lostUp: null, lostDown: null, roundTrip_ms: null, available_bps: null },
};

/** What the visit knows. */
export interface LineFacts {
  readonly microphoneIsOn: boolean;
  readonly cameraIsOn: boolean;
  readonly picturesArrive: boolean;
  readonly soundOnly: boolean;
  readonly told: Quality;
}

export interface LinePorts {
  readonly clock: Clock;
  readonly media: Media;
  facts(): LineFacts;
  /** The loudest of one's own meter since this was asked last, 0 to 1. */
  takeLoudest(): number;
  /** Take the device anew. */
  reopen(kind: CaptureKind): void;
}

export interface LineEvents {
  line(line: Line): void;
  hearing(state: HearingState): void;
}

export class LineKeeper {
  readonly #ports: LinePorts;
  readonly #events: LineEvents;
  readonly #rest = new PictureRest();
  readonly #unheard: Unheard;
  #stop: (() => void) | null = null;
  #before: Reading | null = null;
  #wasOn = false;

  constructor(ports: LinePorts, events: LineEvents) {
    this.#ports = ports;
    this.#events = events;
    this.#unheard = new Unheard({
      mend: (how) => (how === "transport" ? ports.media.publisher.renew() : ports.reopen("microphone")),
      changed: (state) => events.hearing(state),
    });
  }

  start(): void {
    this.#stop ??= every(this.#ports.clock, LOOK_EVERY_MS, () => void this.#look());
  }

  close(): void {
    this.#stop?.();
    this.#stop = null;
    this.#before = null;
    this.#rest.forget();
  }

  /** What the server gets of one's own. */
  arrived({ arriving }: Arrivals): void {
    const { media, takeLoudest, facts } = this.#ports;
    const voice = media.publisher.publicationOf("microphone");
    const mine = arriving.find(({ publication }) => publication === voice);
    const here = takeLoudest();
    const isOn = facts().microphoneIsOn && mine !== undefined;
    // Only a whole stretch counts: who has just begun has sent nothing yet.
    if (mine !== undefined)
      this.#unheard.look({ isOn: isOn && this.#wasOn, here, packets_per_s: mine.packets_per_s, there: mine.level });
    this.#wasOn = isOn;
  }

  async #look(): Promise<void> {
    const { media, clock, facts } = this.#ports;
    const reports = await Promise.all(media.connections.map((connection) => connection.getStats()));
    const now = readingOf(reports.flatMap((report) => [...report.values()]), clock.now());
    const before = this.#before;
    this.#before = now;
    if (this.#stop === null || before === null) return;
    const stretch = between(before, now);
    this.#hold(stretch, facts());
    const known: Circumstances = { ...facts(), pictureIsHeld: this.#rest.isResting };
    this.#events.line(lineOf(stretch, known));
  }

  #hold(stretch: Stretch, { cameraIsOn }: LineFacts): void {
    if (cameraIsOn) this.#rest.look(stretch);
    else this.#rest.forget();
    this.#ports.media.publisher.hold("camera", this.#rest.isResting);
  }
}
