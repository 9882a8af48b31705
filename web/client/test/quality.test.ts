/** Figures become words, and the picture gives way to the voice and comes back. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { PictureRest, between, lineOf, readingOf, worst, type Circumstances, type Stretch } from "../src/quality.js";

const FINE: Stretch = { lostUp: 0, lostDown: 0, roundTrip_ms: 20, available_bps: 2e6, frozen: 0, concealed: 0 };
const LOSSY: Stretch = { ...FINE, lostUp: 0.25 };
const FACTS: Circumstances = {
  microphoneIsOn: true,
  cameraIsOn: true,
  pictureIsHeld: false,
  picturesArrive: true,
  soundOnly: false,
  told: "good",
};

const looks = (rest: PictureRest, stretch: Stretch, times: number): boolean[] =>
  Array.from({ length: times }, () => rest.look(stretch));

test("reports of several connections are summed up, and missing figures count as nothing", () => {
  const reading = readingOf(
    [
      { type: "inbound-rtp", kind: "audio", packetsReceived: 100, packetsLost: 2, totalSamplesReceived: 48_000 },
      { type: "inbound-rtp", kind: "video", packetsReceived: 300, framesDecoded: 40 },
      { type: "remote-inbound-rtp", fractionLost: 0.1 },
      { type: "candidate-pair", state: "succeeded", nominated: true, currentRoundTripTime: 0.05 },
      { type: "candidate-pair", state: "failed", nominated: false, currentRoundTripTime: 9 },
    ],
    1_000,
  );
  assert.deepEqual(
    [reading.packetsReceived, reading.packetsLost, reading.framesDecoded, reading.lostUp, reading.roundTrip_ms],
    [400, 2, 40, 0.1, 50],
  );
  assert.equal(readingOf([], 0).lostUp, null);
});

test("what was lost is counted from one reading to the next", () => {
  const before = readingOf([{ type: "inbound-rtp", packetsReceived: 100, packetsLost: 50 }], 0);
  const now = readingOf([{ type: "inbound-rtp", packetsReceived: 190, packetsLost: 60 }], 2_000);
  assert.equal(between(before, now).lostDown, 0.1);
  // A new connection counts from nothing.
  assert.equal(between(now, before).lostDown, null);
});

test("a good line says so in every row", () => {
  const { quality, voice, ownVideo, received } = lineOf(FINE, FACTS);
  assert.deepEqual([quality, voice, ownVideo, received], ["good", "clear", "clear", "clear"]);
});

test("each row says what it suffers from", () => {
  assert.equal(lineOf(LOSSY, FACTS).voice, "choppy");
  assert.equal(lineOf(LOSSY, FACTS).quality, "poor");
  assert.equal(lineOf({ ...FINE, lostDown: 0.2 }, FACTS).received, "soft");
  assert.equal(lineOf(FINE, { ...FACTS, pictureIsHeld: true }).ownVideo, "paused");
  assert.equal(lineOf(FINE, { ...FACTS, soundOnly: true }).received, "off");
  assert.equal(lineOf(FINE, { ...FACTS, microphoneIsOn: false, cameraIsOn: false }).voice, "off");
});

test("the worse of what the server and the browser know counts", () => {
  assert.equal(worst("good", "poor", "fair"), "poor");
  assert.equal(lineOf(FINE, { ...FACTS, told: "poor" }).quality, "poor");
});

test("a picture rests only when the line stays bad", () => {
  const rest = new PictureRest();
  assert.deepEqual(looks(rest, LOSSY, 2), [false, false]);
  assert.deepEqual(looks(rest, FINE, 2), [false, false]);
  assert.deepEqual(looks(rest, LOSSY, 3), [false, false, true]);
});

test("too little to send makes it rest, too", () => {
  assert.deepEqual(looks(new PictureRest(), { ...FINE, available_bps: 90_000 }, 3), [false, false, true]);
});

test("it comes back after a calm while, and waits longer each time that was too early", () => {
  const rest = new PictureRest();
  const waits = [1, 2, 3].map(() => {
    looks(rest, LOSSY, 3);
    assert.ok(rest.isResting);
    let waited = 1;
    while (rest.look(FINE)) waited += 1;
    return waited;
  });
  assert.deepEqual(waits, [5, 10, 20]);
});

test("loss while it rests keeps it resting", () => {
  const rest = new PictureRest();
  looks(rest, LOSSY, 3);
  assert.ok(looks(rest, LOSSY, 50).every(Boolean));
});

test("a camera that was off begins with trust", () => {
  const rest = new PictureRest();
  looks(rest, LOSSY, 3);
  rest.forget();
  assert.equal(rest.isResting, false);
});
