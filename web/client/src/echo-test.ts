/** Hear oneself: three seconds of one's own microphone, played on the chosen speaker; nothing of it leaves the device. */
import { routeTo } from "./sound.js";

export type EchoState = "idle" | "recording" | "playing" | "failed";

export const RECORDED_MS = 3_000;
/** A browser that never says that it has played to the end. */
const PLAYED_WITHIN_MS = RECORDED_MS + 3_000;

/** Whether this browser can record at all. */
export const canTestEcho = (): boolean => typeof MediaRecorder === "function";

export interface EchoPorts {
  /** A microphone of one's own for the test, opened as the call would open it. */
  open(): Promise<MediaStreamTrack>;
  readonly speaker: string | null;
  changed(state: EchoState): void;
}

/** Record and play once; the returned function ends it early. */
export function testEcho(ports: EchoPorts): () => void {
  const stop = new AbortController();
  run(ports, stop.signal).then(
    () => ports.changed("idle"),
    () => ports.changed(stop.signal.aborted ? "idle" : "failed"),
  );
  return () => stop.abort();
}

async function run(ports: EchoPorts, signal: AbortSignal): Promise<void> {
  ports.changed("recording");
  const track = await ports.open();
  let heard: Blob;
  try {
    heard = await record(track, signal);
  } finally {
    track.stop();
  }
  ports.changed("playing");
  await play(heard, ports.speaker, signal);
}

async function record(track: MediaStreamTrack, signal: AbortSignal): Promise<Blob> {
  signal.throwIfAborted();
  const recorder = new MediaRecorder(new MediaStream([track]));
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const over = new Promise<void>((resolve) => (recorder.onstop = () => resolve()));
  recorder.start();
  await until(RECORDED_MS, signal);
  if (recorder.state !== "inactive") recorder.stop();
  await over;
  return new Blob(parts, { type: recorder.mimeType });
}

async function play(heard: Blob, speaker: string | null, signal: AbortSignal): Promise<void> {
  const element = new Audio(URL.createObjectURL(heard));
  routeTo(element, speaker);
  try {
    await element.play();
    const ended = new Promise<void>((resolve) => (element.onended = () => resolve()));
    await Promise.race([ended, until(PLAYED_WITHIN_MS, signal)]);
  } finally {
    element.pause();
    URL.revokeObjectURL(element.src);
  }
}

/** Wait; rejects when called off. */
function until(delay_ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, delay_ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    });
  });
}

const NOTES_HZ = [523.25, 783.99];
const NOTE_S = 0.25;

/** Two soft notes on this speaker. */
export async function playChime(speaker: string | null): Promise<void> {
  const context = new AudioContext();
  const out = context.createMediaStreamDestination();
  const element = new Audio();
  element.srcObject = out.stream;
  routeTo(element, speaker);
  await element.play();
  const last = NOTES_HZ.map((pitch_hz, place) => note(context, out, pitch_hz, place * NOTE_S)).at(-1);
  if (last !== undefined) last.onended = () => void context.close();
}

function note(context: AudioContext, out: AudioNode, pitch_hz: number, after_s: number): OscillatorNode {
  const [tone, volume] = [context.createOscillator(), context.createGain()];
  const begin_s = context.currentTime + 0.1 + after_s;
  tone.frequency.value = pitch_hz;
  volume.gain.setValueAtTime(0, begin_s);
  volume.gain.linearRampToValueAtTime(0.25, begin_s + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.001, begin_s + 2 * NOTE_S);
  tone.connect(volume).connect(out);
  tone.start(begin_s);
  tone.stop(begin_s + 2 * NOTE_S);
  return tone;
}
