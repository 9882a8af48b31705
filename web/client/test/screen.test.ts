/** One's own screen: asked for once, ended by either button, and published only while it is shown. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { NO_SCREEN, ScreenShare, statusOfScreenError } from "../src/screen.js";
import type { OwnScreen } from "../src/state.js";
import { settle } from "./fake-clock.js";

class ScreenTrack {
  contentHint = "";
  onended: (() => void) | null = null;
  isStopped = false;
  constructor(readonly kind: "audio" | "video") {}
  stop(): void {
    this.isStopped = true;
  }
}

class ScreenStream {
  constructor(readonly tracks: ScreenTrack[]) {}
  getTracks = () => this.tracks;
  getVideoTracks = () => this.tracks.filter(({ kind }) => kind === "video");
  getAudioTracks = () => this.tracks.filter(({ kind }) => kind === "audio");
}

class Bench {
  readonly asked: { answer: (stream: ScreenStream) => void; refuse: (error: Error) => void }[] = [];
  readonly sent = new Map<string, unknown>();
  screen: OwnScreen = NO_SCREEN;
  readonly share = new ScreenShare(
    () => new Promise((answer, refuse) => this.asked.push({ answer: answer as never, refuse })),
    {
      changed: (screen) => (this.screen = screen),
      track: (source, track) => this.sent.set(source, track),
    },
  );
}

async function sharing(...kinds: ("audio" | "video")[]): Promise<[Bench, ScreenTrack[]]> {
  const bench = new Bench();
  const tracks = kinds.map((kind) => new ScreenTrack(kind));
  bench.share.set(true);
  bench.asked[0]?.answer(new ScreenStream(tracks));
  await settle();
  return [bench, tracks];
}

test("what the browser gives is sent, as something to be read", async () => {
  const [bench, [picture, sound]] = await sharing("video", "audio");
  assert.deepEqual([bench.sent.get("screen"), bench.sent.get("screen-audio")], [picture, sound]);
  assert.equal(picture?.contentHint, "detail");
  assert.deepEqual([bench.screen.status, bench.screen.hasSound], ["on", true]);
});

test("pressing twice asks the browser once", () => {
  const bench = new Bench();
  bench.share.set(true);
  bench.share.set(true);
  assert.equal(bench.asked.length, 1);
});

test("our button lets go of the screen and of its sound", async () => {
  const [bench, tracks] = await sharing("video", "audio");
  bench.share.set(false);
  assert.deepEqual([...bench.sent.values()], [null, null]);
  assert.ok(tracks.every(({ isStopped }) => isStopped));
  assert.deepEqual(bench.screen, NO_SCREEN);
});

test("the browser's button ends the same", async () => {
  const [bench, [picture, sound]] = await sharing("video", "audio");
  picture?.onended?.();
  assert.deepEqual([...bench.sent.values()], [null, null]);
  assert.ok(sound?.isStopped);
  assert.deepEqual(bench.screen, NO_SCREEN);
});

test("sound that ends alone leaves the picture", async () => {
  const [bench, [picture, sound]] = await sharing("video", "audio");
  sound?.onended?.();
  assert.deepEqual([bench.sent.get("screen"), bench.sent.get("screen-audio")], [picture, null]);
  assert.equal(bench.screen.status, "on");
});

test("who stops before the browser answers shows nothing", async () => {
  const bench = new Bench();
  const track = new ScreenTrack("video");
  bench.share.set(true);
  bench.share.set(false);
  bench.asked[0]?.answer(new ScreenStream([track]));
  await settle();
  assert.ok(track.isStopped);
  assert.deepEqual([bench.sent.size, bench.screen.status], [0, "off"]);
});

test("closing the browser's dialogue is no trouble; a system that forbids it is", () => {
  const error = (name: string, message = "") => Object.assign(new Error(message), { name });
  assert.equal(statusOfScreenError(error("NotAllowedError", "Permission denied")), "off");
  assert.equal(statusOfScreenError(error("NotAllowedError", "Permission denied by system")), "denied");
  assert.equal(statusOfScreenError(error("NotReadableError")), "failed");
});
