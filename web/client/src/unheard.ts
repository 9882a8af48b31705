/** "Nobody can hear you": compares what the microphone gives with what arrives at the server, and mends it (no sound, no clock). */

/** What is seen of one's own voice every two seconds. */
export interface Hearing {
  /** The microphone is on and published, and was so for the whole time. */
  readonly isOn: boolean;
  /** The loudest of one's own meter, 0 to 1. */
  readonly here: number;
  /** What the server got. */
  readonly packets_per_s: number;
  /** The loudest that the server got, in dB above silence; null if it cannot tell. */
  readonly there: number | null;
}

export type HearingState = "heard" | "mending" | "unheard";
export type Mend = "transport" | "device";

export interface UnheardEvents {
  mend(how: Mend): void;
  changed(state: HearingState): void;
}

/** On one's own meter: speech, not the noise of a room. */
const SPEECH_HERE = 0.35;
/** What arrives is digital silence, or nearly: speech is above 60. */
const SILENCE_THERE = 25;
const BAD_BEFORE_MENDING = 2;
/** After something was mended it needs time to work. */
const PATIENCE = 3;
const GOOD_BEFORE_TRUST = 3;
const OTHER: Readonly<Record<Mend, Mend>> = { transport: "device", device: "transport" };

export class Unheard {
  readonly #events: UnheardEvents;
  #state: HearingState = "heard";
  #bad = 0;
  #good = 0;
  #wait = 0;
  #tried: Mend[] = [];

  constructor(events: UnheardEvents) {
    this.#events = events;
  }

  /** Take one look. */
  look(hearing: Hearing): void {
    if (!hearing.isOn) return this.#reset();
    if (this.#wait > 0) {
      this.#wait -= 1;
      return;
    }
    const wrong = whatIsWrong(hearing);
    if (wrong === null) this.#isGood(hearing);
    else this.#isBad(wrong);
  }

  #isGood({ here }: Hearing): void {
    // Somebody who is silent proves nothing while it is in doubt whether sound arrives.
    if (this.#tried.includes("device") && here < SPEECH_HERE) return;
    this.#bad = 0;
    this.#good += 1;
    if (this.#state !== "heard") this.#tell("heard");
    if (this.#good >= GOOD_BEFORE_TRUST) this.#tried = [];
  }

  #isBad(wrong: Mend): void {
    this.#good = 0;
    this.#bad += 1;
    if (this.#bad < BAD_BEFORE_MENDING) return;
    const next = [wrong, OTHER[wrong]].find((how) => !this.#tried.includes(how));
    if (next === undefined) return this.#tell("unheard");
    this.#bad = 0;
    this.#wait = PATIENCE;
    this.#tried.push(next);
    this.#tell("mending");
    this.#events.mend(next);
  }

  /** Muted: what was known says nothing about the next time. */
  #reset(): void {
    this.#bad = this.#good = this.#wait = 0;
    this.#tried = [];
    this.#tell("heard");
  }

  #tell(state: HearingState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#events.changed(state);
  }
}

/** What to mend first: nothing arrives, or what arrives is silent while somebody speaks. */
function whatIsWrong({ here, packets_per_s, there }: Hearing): Mend | null {
  if (packets_per_s < 1) return "transport";
  return here >= SPEECH_HERE && there !== null && there < SILENCE_THERE ? "device" : null;
}

/** Speaking for about a second while muted, from levels that come about ten times a second. */
export class MutedSpeech {
  readonly #spoke: () => void;
  #loud = 0;
  #isSaid = false;

  constructor(spoke: () => void) {
    this.#spoke = spoke;
  }

  /** Said once until the microphone was on again. */
  level(level: number): void {
    this.#loud = Math.max(0, this.#loud + (level >= SPEECH_HERE ? 2 : -1));
    if (this.#loud < 12 || this.#isSaid) return;
    this.#isSaid = true;
    this.#spoke();
  }

  begin(): void {
    this.#loud = 0;
    this.#isSaid = false;
  }
}
