/** A device is on only when it was asked for, and says why it is not. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Capture, MUTED_MICROPHONE_KEPT_MS, statusOfError, type CaptureKind } from "../src/capture.js";
import { FakeClock, settle } from "./fake-clock.js";

class FakeTrack {
  enabled = true;
  onended: (() => void) | null = null;
  onmute: (() => void) | null = null;
  onunmute: (() => void) | null = null;
  muted = false;
  readyState = "live";
  constructor(readonly device: string | null) {}
  stop(): void {
    this.readyState = "ended";
  }
}

class Bench {
  readonly clock = new FakeClock();
  readonly opened: FakeTrack[] = [];
  readonly statuses: string[] = [];
  readonly sent: string[] = [];
  readonly held: boolean[] = [];
  errors: Error[] = [];
  readonly capture: Capture;

  constructor(kind: CaptureKind, deviceId: string | null = null) {
    const open = async (_kind: CaptureKind, device: string | null): Promise<MediaStreamTrack> => {
      const error = this.errors.shift();
      if (error !== undefined) throw error;
      this.opened.push(new FakeTrack(device));
      return this.opened.at(-1) as unknown as MediaStreamTrack;
    };
    this.capture = new Capture(kind, deviceId, { clock: this.clock, open }, {
      status: (status) => this.statuses.push(status),
      track: (track, muted) => this.sent.push(`${track === null ? "nothing" : "track"}${muted ? " muted" : ""}`),
      held: (held) => this.held.push(held),
    });
  }

  async on(): Promise<void> {
    this.capture.set(true);
    await settle();
  }

  get live(): number {
    return this.opened.filter(({ readyState }) => readyState === "live").length;
  }
}

const named = (name: string): Error => Object.assign(new Error(name), { name });

test("a camera that is switched off is let go of at once", async () => {
  const bench = new Bench("camera");
  await bench.on();
  assert.deepEqual([bench.statuses, bench.live], [["starting", "on"], 1]);
  bench.capture.set(false);
  assert.deepEqual([bench.capture.status, bench.live, bench.sent], ["off", 0, ["track", "nothing muted"]]);
});

test("a muted microphone is silent at once, opens again without a gap, and is let go of after a while", async () => {
  const bench = new Bench("microphone");
  await bench.on();
  bench.capture.set(false);
  assert.deepEqual([bench.opened[0]?.enabled, bench.live], [false, 1]);
  await bench.on();
  assert.deepEqual([bench.opened.length, bench.opened[0]?.enabled], [1, true]);
  bench.capture.set(false);
  await bench.clock.advance(MUTED_MICROPHONE_KEPT_MS);
  assert.deepEqual([bench.live, bench.sent.at(-1), bench.capture.status], [0, "nothing muted", "off"]);
  await bench.on();
  assert.deepEqual([bench.opened.length, bench.capture.status], [2, "on"]);
});

test("switching off while the browser still asks leaves nothing on", async () => {
  const bench = new Bench("camera");
  bench.capture.set(true);
  bench.capture.set(false);
  await settle();
  assert.deepEqual([bench.capture.status, bench.live, bench.sent], ["off", 0, []]);
});

for (const [name, status] of [
  ["NotAllowedError", "denied"],
  ["SecurityError", "denied"],
  ["NotFoundError", "missing"],
  ["OverconstrainedError", "missing"],
  ["NotReadableError", "busy"],
  ["AbortError", "busy"],
] as const)
  test(`${name} is shown as ${status}, and a later try may work`, async () => {
    assert.equal(statusOfError(named(name)), status);
    const bench = new Bench("camera");
    bench.errors = [named(name)];
    await bench.on();
    assert.equal(bench.capture.status, status);
    await bench.on();
    assert.equal(bench.capture.status, "on");
  });

test("a chosen device that is gone gives way to any other", async () => {
  const bench = new Bench("microphone", "headset");
  bench.errors = [named("OverconstrainedError")];
  await bench.on();
  assert.deepEqual([bench.opened[0]?.device, bench.capture.status], [null, "on"]);
});

test("choosing another device while on exchanges the track and stops the earlier one", async () => {
  const bench = new Bench("camera");
  await bench.on();
  bench.capture.choose("other");
  await settle();
  assert.deepEqual([bench.opened.length, bench.live, bench.opened[1]?.device], [2, 1, "other"]);
  assert.deepEqual(bench.sent, ["track", "track"]);
});

test("an unplugged camera is missing; an unplugged microphone gives way to another", async () => {
  const camera = new Bench("camera");
  await camera.on();
  camera.opened[0]?.onended?.();
  assert.deepEqual([camera.capture.status, camera.sent.at(-1)], ["missing", "nothing muted"]);
  const microphone = new Bench("microphone", "headset");
  await microphone.on();
  microphone.errors = [named("NotFoundError")];
  microphone.opened[0]?.onended?.();
  await settle();
  assert.deepEqual([microphone.capture.status, microphone.opened[1]?.device], ["on", null]);
});

test("a microphone unplugged while muted stays off", async () => {
  const bench = new Bench("microphone");
  await bench.on();
  bench.capture.set(false);
  bench.opened[0]?.onended?.();
  await settle();
  assert.deepEqual([bench.capture.status, bench.opened.length], ["off", 1]);
});

test("a device that gives nothing for a while is told, and when it gives again", async () => {
  const bench = new Bench("microphone");
  await bench.on();
  const [track] = bench.opened as [FakeTrack];
  track.muted = true;
  track.onmute?.();
  await bench.clock.advance(1_000);
  assert.deepEqual(bench.held, []);
  await bench.clock.advance(600);
  track.muted = false;
  track.onunmute?.();
  assert.deepEqual(bench.held, [true, false]);
});

test("a microphone that is kept open stays open however long it is muted", async () => {
  const bench = new Bench("microphone");
  bench.capture.keepOpen(true);
  await bench.on();
  bench.capture.set(false);
  await bench.clock.advance(10 * MUTED_MICROPHONE_KEPT_MS);
  assert.equal(bench.live, 1);
});

test("a phone closes one camera before it opens the other", async () => {
  const bench = new Bench("camera");
  bench.capture.oneAtATime();
  await bench.on();
  bench.capture.choose(null);
  await settle();
  assert.deepEqual([bench.opened.length, bench.live], [2, 1]);
  assert.deepEqual(bench.sent, ["track", "nothing muted", "track"]);
});

test("closing lets go of a muted microphone too", async () => {
  const bench = new Bench("microphone");
  await bench.on();
  bench.capture.close();
  assert.deepEqual([bench.live, bench.clock.waiting], [0, 0]);
});
