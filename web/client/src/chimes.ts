/** Two soft notes when somebody comes or goes, made here and quiet at first: whoever comes in hears no bells. */

export type Chime = "came" | "went";

/** Frequencies in Hz: upwards is coming, downwards going. */
const NOTES: Readonly<Record<Chime, readonly [number, number]>> = {
  came: [587.33, 880],
  went: [659.25, 440],
};
const NOTE_S = 0.16;
const FADES_S = 0.35;
const LOUDNESS = 0.05;
const SILENT_FIRST_MS = 4_000;
/** A class that comes in at once is one chime. */
const AT_MOST_EVERY_MS = 1_000;

export class Chimes {
  readonly #newContext: () => AudioContext;
  readonly #now_ms: () => number;
  #context: AudioContext | null = null;
  #quietUntil_ms = Infinity;

  constructor(
    newContext: () => AudioContext = () => new AudioContext(),
    now_ms: () => number = () => performance.now(),
  ) {
    this.#newContext = newContext;
    this.#now_ms = now_ms;
  }

  /** One is in. */
  begin(): void {
    this.#quietUntil_ms = this.#now_ms() + SILENT_FIRST_MS;
  }

  play(chime: Chime): void {
    const now_ms = this.#now_ms();
    if (now_ms < this.#quietUntil_ms) return;
    this.#quietUntil_ms = now_ms + AT_MOST_EVERY_MS;
    const context = (this.#context ??= this.#newContext());
    // Suspended until the first tap; a chime that comes later would tell nothing.
    if (context.state === "suspended") return void context.resume().catch(() => undefined);
    NOTES[chime].forEach((frequency_hz, place) => this.#note(context, frequency_hz, place * NOTE_S));
  }

  close(): void {
    this.#quietUntil_ms = Infinity;
    void this.#context?.close().catch(() => undefined);
    this.#context = null;
  }

  #note(context: AudioContext, frequency_hz: number, after_s: number): void {
    const starts_s = context.currentTime + after_s;
    const tone = new OscillatorNode(context, { frequency: frequency_hz, type: "sine" });
    const gain = new GainNode(context, { gain: 0 });
    gain.gain.setValueAtTime(0, starts_s);
    gain.gain.linearRampToValueAtTime(LOUDNESS, starts_s + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.0001, starts_s + FADES_S);
    tone.connect(gain).connect(context.destination);
    tone.start(starts_s);
    tone.stop(starts_s + FADES_S);
  }
}
