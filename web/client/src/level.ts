/** How loud one's own microphone is, from 0 to 1, about ten times a second. */

const PERIOD_MS = 100;
/** Below this it shows nothing, above -10 dBFS everything. */
const QUIETEST_DB = -60;
const LOUDEST_DB = -10;
const STEPS = 40;

/** The level of some samples, in steps, so that what nobody can see changes nothing. */
export function levelOf(samples: Float32Array): number {
  let energy = 0;
  for (const sample of samples) energy += sample * sample;
  const db = 10 * Math.log10(energy / samples.length + 1e-12);
  const level = Math.min(1, Math.max(0, (db - QUIETEST_DB) / (LOUDEST_DB - QUIETEST_DB)));
  return Math.round(level * STEPS) / STEPS;
}

export class LevelMeter {
  readonly #report: (level: number) => void;
  #loudest = 0;
  #isOwn = false;
  #track: MediaStreamTrack | null = null;
  #stop: () => void = () => undefined;

  constructor(report: (level: number) => void) {
    this.#report = report;
  }

  /** Listen to this track, or to nothing; one's own is ended when no longer listened to. */
  watch(track: MediaStreamTrack | null, { isOwn = false } = {}): void {
    if (track === this.#track) return;
    this.#stop();
    if (this.#isOwn) this.#track?.stop();
    this.#isOwn = isOwn;
    this.#stop = () => undefined;
    this.#track = track;
    if (track === null) return this.#report(0);
    this.#stop = this.#listen(track);
  }

  /** The loudest level since this was asked last. */
  takeLoudest(): number {
    const loudest = this.#loudest;
    this.#loudest = 0;
    return loudest;
  }

  #listen(track: MediaStreamTrack): () => void {
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 2048;
    const source = context.createMediaStreamSource(new MediaStream([track]));
    source.connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    let last = 0;
    const timer = setInterval(() => {
      // A page that was reloaded has no gesture yet; the meter wakes with the first one.
      if (context.state === "suspended") void context.resume().catch(() => undefined);
      analyser.getFloatTimeDomainData(samples);
      const level = levelOf(samples);
      this.#loudest = Math.max(this.#loudest, level);
      if (level !== last) this.#report(level);
      last = level;
    }, PERIOD_MS);
    return () => {
      clearInterval(timer);
      source.disconnect();
      void context.close();
    };
  }
}
