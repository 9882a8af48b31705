/** Sending and receiving over connections that fail: negotiations one at a time, muting at once, nothing published twice. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Publisher, cameraBudget, type Ask } from "../src/publish.js";
import type { Source, SubscribeOffer, TrackSource } from "../src/protocol.js";
import { BLOCKED_AFTER_MS, Reach } from "../src/reach.js";
import { RequestFailed, SessionLost } from "../src/session.js";
import type { RemoteTrack } from "../src/state.js";
import { Subscriber, transportOf } from "../src/subscribe.js";
import { FakeClock, settle } from "./fake-clock.js";
import { FakePeerConnection, fakeTrack, type Asked } from "./fake-rtc.js";

class Bench {
  readonly clock = new FakeClock();
  readonly connections: FakePeerConnection[] = [];
  readonly asked: Asked[] = [];
  readonly blocked: boolean[] = [];
  readonly reach = new Reach(this.clock, (blocked) => this.blocked.push(blocked));
  readonly ports = {
    clock: this.clock,
    ask: ((type: string, body: Record<string, unknown>) =>
      new Promise<unknown>((answer, refuse) => this.asked.push({ type, body, answer, refuse }))) as Ask,
    newPeerConnection: () => {
      this.connections.push(new FakePeerConnection());
      return this.connections.at(-1) as unknown as RTCPeerConnection;
    },
  };

  get last(): FakePeerConnection {
    return this.connections.at(-1) as FakePeerConnection;
  }

  asks(type: string): Asked[] {
    return this.asked.filter((one) => one.type === type);
  }

  /** Answer the newest publish request as the server would. */
  async publishes(): Promise<void> {
    const { body, answer } = this.asks("publish").at(-1) as Asked;
    const tracks = body["tracks"] as TrackSource[];
    answer({
      type: "published",
      sdp: "answer",
      publications: tracks.map(({ mid, source }) => ({ mid, publication: `${source}-${this.connections.length}` })),
    });
    await settle();
  }
}

async function publishing(...sources: Source[]): Promise<[Bench, Publisher]> {
  const bench = new Bench();
  const publisher = new Publisher(bench.ports, bench.reach);
  for (const source of sources)
    publisher.set(source, fakeTrack(source === "camera" || source === "screen" ? "video" : "audio"), false);
  publisher.begin();
  await settle();
  await bench.publishes();
  return [bench, publisher];
}

const sourcesOf = (asked: Asked | undefined): string[] =>
  (asked?.body["tracks"] as TrackSource[]).map(({ source, muted }) => `${source}${muted ? " muted" : ""}`);

test("nothing is offered before there is something to send and a room to send it to", async () => {
  const bench = new Bench();
  const publisher = new Publisher(bench.ports, bench.reach);
  publisher.begin();
  publisher.set("camera", null, true);
  await settle();
  assert.deepEqual([bench.connections.length, bench.asked.length], [0, 0]);
});

test("what was switched on at the door is published in one offer", async () => {
  const [bench] = await publishing("microphone", "camera");
  assert.equal(bench.asks("publish").length, 1);
  assert.deepEqual(sourcesOf(bench.asked[0]), ["microphone", "camera"]);
  assert.deepEqual(bench.last.remote, ["answer"]);
});

test("a camera that is switched on during a negotiation is in the next one", async () => {
  const bench = new Bench();
  const publisher = new Publisher(bench.ports, bench.reach);
  publisher.begin();
  publisher.set("microphone", fakeTrack("audio"), false);
  await settle();
  publisher.set("camera", fakeTrack("video"), false);
  await settle();
  assert.equal(bench.asks("publish").length, 1);
  await bench.publishes();
  assert.equal(bench.asks("publish").length, 2);
  assert.deepEqual(sourcesOf(bench.asks("publish")[1]), ["microphone", "camera"]);
  assert.equal(bench.connections.length, 1);
});

test("camera off and on again needs no negotiation", async () => {
  const [bench, publisher] = await publishing("camera");
  const sender = bench.last.transceivers[0]?.sender;
  publisher.set("camera", null, true);
  assert.equal(sender?.track, null);
  const again = fakeTrack("video");
  publisher.set("camera", again, false);
  assert.equal(sender?.track, again);
  assert.deepEqual(
    bench.asks("set_muted").map(({ body }) => body),
    [
      { publication: "camera-1", muted: true },
      { publication: "camera-1", muted: false },
    ],
  );
  assert.equal(bench.asks("publish").length, 1);
});

test("who mutes while the offer is on its way is muted as soon as the publication has a name", async () => {
  const bench = new Bench();
  const publisher = new Publisher(bench.ports, bench.reach);
  const track = fakeTrack("audio");
  publisher.begin();
  publisher.set("microphone", track, false);
  await settle();
  publisher.set("microphone", track, true);
  assert.equal(bench.asks("set_muted").length, 0);
  await bench.publishes();
  assert.deepEqual(bench.asks("set_muted")[0]?.body, { publication: "microphone-1", muted: true });
});

test("a failed transport is replaced by a new one that carries the same, muted as it was", async () => {
  const [bench, publisher] = await publishing("microphone", "camera");
  publisher.set("camera", null, true);
  bench.last.become("failed");
  await bench.clock.advance(0);
  assert.equal(bench.connections[0]?.isClosed, true);
  assert.equal(bench.connections.length, 2);
  assert.deepEqual(sourcesOf(bench.asks("publish").at(-1)), ["microphone", "camera muted"]);
  await bench.publishes();
  publisher.set("camera", fakeTrack("video"), false);
  assert.deepEqual(bench.asks("set_muted").at(-1)?.body, { publication: "camera-2", muted: false });
});

test("a transport that fails again and again is renewed ever more slowly", async () => {
  const [bench] = await publishing("microphone");
  const made: number[] = [];
  for (let round = 0; round < 6; round += 1) {
    bench.last.become("failed");
    const before = bench.connections.length;
    let waited_ms = 0;
    for (; bench.connections.length === before; waited_ms += 250) await bench.clock.advance(250);
    made.push(waited_ms);
    await bench.publishes();
  }
  assert.deepEqual(made, [...made].sort((a, b) => a - b));
  assert.ok((made.at(-1) ?? 0) >= 9_000 && (made.at(-1) ?? 0) <= 10_250);
});

test("a short disconnection heals by itself; a long one is a loss", async () => {
  const [bench] = await publishing("microphone");
  bench.last.become("disconnected");
  await bench.clock.advance(400);
  bench.last.become("connected");
  await bench.clock.advance(10_000);
  assert.deepEqual([bench.connections.length, bench.last.iceRestarts], [1, 0]);
  bench.last.become("disconnected");
  await bench.clock.advance(600);
  assert.deepEqual([bench.connections.length, bench.last.iceRestarts], [1, 1]);
  await bench.publishes();
  await bench.clock.advance(6_100);
  assert.equal(bench.connections.length, 2);
});

test("a connection that is given up while it takes the answer keeps nothing from being published anew", async () => {
  const bench = new Bench();
  const publisher = new Publisher(bench.ports, bench.reach);
  publisher.set("microphone", fakeTrack("audio"), false);
  publisher.begin();
  await settle();
  bench.last.neverTakesRemote = true;
  await bench.publishes();
  publisher.renew();
  await settle();
  await bench.publishes();
  assert.equal(bench.connections.length, 2);
  assert.deepEqual(bench.last.remote, ["answer"]);
});

test("what the server says of the connection before does not end the next one", async () => {
  const [bench, publisher] = await publishing("microphone");
  publisher.renew();
  publisher.lost();
  await bench.clock.advance(0);
  await bench.publishes();
  assert.equal(bench.connections.length, 2);
  publisher.lost();
  await bench.clock.advance(0);
  assert.equal(bench.connections.length, 3);
});

test("a new session publishes everything anew, also when the old one never answered", async () => {
  const bench = new Bench();
  const publisher = new Publisher(bench.ports, bench.reach);
  publisher.set("microphone", fakeTrack("audio"), false);
  publisher.begin();
  await settle();
  publisher.begin();
  bench.asked[0]?.refuse(new SessionLost());
  await settle();
  assert.equal(bench.asks("publish").length, 2);
  await bench.publishes();
  assert.deepEqual(bench.last.remote, ["answer"]);
  assert.equal(bench.connections[0]?.isClosed, true);
});

test("a screen and its sound are published in one offer, and end by not being listed", async () => {
  const [bench, publisher] = await publishing("microphone", "camera");
  publisher.set("screen", fakeTrack("video"), false);
  publisher.set("screen-audio", fakeTrack("audio"), false);
  await settle();
  assert.deepEqual(sourcesOf(bench.asks("publish")[1]), ["microphone", "camera", "screen", "screen-audio"]);
  await bench.publishes();
  assert.equal(bench.last.transceivers[2]?.sender.encodings[0]?.maxBitrate, 2_500_000);
  publisher.set("screen", null, false);
  publisher.set("screen-audio", null, false);
  await settle();
  assert.deepEqual(sourcesOf(bench.asks("publish")[2]), ["microphone", "camera"]);
  await bench.publishes();
  publisher.set("screen", fakeTrack("video"), false);
  await settle();
  assert.deepEqual(sourcesOf(bench.asks("publish")[3]), ["microphone", "camera", "screen"]);
  assert.equal(bench.last.transceivers.length, 4, "the m-lines are used again");
});

test("a screen that ended while the transport was lost is not listed on the next one", async () => {
  const [bench, publisher] = await publishing("screen");
  bench.last.become("failed");
  publisher.set("screen", null, false);
  await bench.clock.advance(0);
  await bench.publishes();
  assert.equal(bench.connections.length, 2);
  assert.deepEqual(sourcesOf(bench.asks("publish").at(-1)), []);
});

test("beside a screen the camera takes little", async () => {
  const [bench] = await publishing("camera", "screen");
  assert.equal(bench.last.transceivers[0]?.sender.encodings[0]?.maxBitrate, cameraBudget(12).maxBitrate);
});

test("what one may not publish is not asked for again", async () => {
  const bench = new Bench();
  const publisher = new Publisher(bench.ports, bench.reach);
  publisher.set("microphone", fakeTrack("audio"), false);
  publisher.begin();
  await settle();
  bench.asked[0]?.refuse(new RequestFailed("not-allowed", null));
  await bench.clock.advance(60_000);
  assert.equal(bench.asks("publish").length, 1);
});

test("the more people, the smaller everybody's picture", async () => {
  const budgets = [1, 2, 3, 5, 9, 12].map((people) => cameraBudget(people).maxBitrate);
  assert.deepEqual(budgets, [...budgets].sort((a, b) => b - a));
  const [bench, publisher] = await publishing("camera");
  publisher.adapt(4);
  await settle();
  assert.deepEqual(bench.last.transceivers[0]?.sender.encodings, [{ active: true, maxBitrate: 700_000, scaleResolutionDownBy: 2 }]);
});

const sdpOf = (session: string, mids: string): string => `v=0\r\no=- ${session} 1 IN IP4 127.0.0.1\r\nmids:${mids}\r\n`;

const offerOf = (generation: number, ufrag: string, people: readonly string[]): SubscribeOffer => ({
  type: "subscribe_offer",
  generation,
  sdp: sdpOf(ufrag, people.map((_, index) => String(index)).join(",")),
  streams: people.map((participant, index) => ({
    mid: String(index),
    publication: `of-${participant}`,
    participant,
    source: "microphone",
  })),
});

function receiving(): [Bench, Subscriber, readonly RemoteTrack[][]] {
  const bench = new Bench();
  const heard: RemoteTrack[][] = [];
  return [bench, new Subscriber(bench.ports, (tracks) => heard.push([...tracks]), bench.reach), heard];
}

const whose = (tracks: readonly RemoteTrack[] | undefined): string[] => (tracks ?? []).map((one) => one.participant);

test("a transport is known by the session of its offers, whatever ICE does", () => {
  assert.equal(transportOf(sdpOf("x", "0")), "x");
  assert.notEqual(transportOf(sdpOf("x", "0")), transportOf(sdpOf("y", "0")));
});

test("an offer is answered with its generation, and its tracks belong to their participants", async () => {
  const [bench, subscriber, heard] = receiving();
  subscriber.offered(offerOf(1, "u", ["a", "b"]));
  await settle();
  assert.equal(bench.asks("subscribe_answer")[0]?.body["generation"], 1);
  assert.deepEqual(whose(heard.at(-1)), ["a", "b"]);
});

test("of offers that come together only the newest is answered, on the same connection", async () => {
  const [bench, subscriber, heard] = receiving();
  for (const generation of [1, 2, 3]) subscriber.offered(offerOf(generation, "u", ["a", "b", "c"].slice(0, generation)));
  await settle();
  assert.deepEqual(bench.asks("subscribe_answer").map(({ body }) => body["generation"]), [1, 3]);
  assert.equal(bench.connections.length, 1);
  assert.deepEqual(whose(heard.at(-1)), ["a", "b", "c"]);
});

test("an answer that a given up connection never makes keeps no later offer waiting", async () => {
  const [bench, subscriber, heard] = receiving();
  subscriber.offered(offerOf(1, "u", ["a"]));
  await settle();
  bench.last.neverTakesRemote = true;
  subscriber.offered(offerOf(2, "u", ["a", "b"]));
  await settle();
  subscriber.begin();
  subscriber.offered(offerOf(1, "v", ["a", "b"]));
  await settle();
  assert.equal(bench.connections.length, 2);
  assert.deepEqual(whose(heard.at(-1)), ["a", "b"]);
});

test("a track that stays is the same value, so that nothing restarts", async () => {
  const [, subscriber, heard] = receiving();
  subscriber.offered(offerOf(1, "u", ["a"]));
  await settle();
  subscriber.offered(offerOf(2, "u", ["a", "b"]));
  await settle();
  assert.equal(heard[0]?.[0], heard[1]?.[0]);
});

test("a failed transport is asked for anew once, late offers of it are ignored, the next one is taken", async () => {
  const [bench, subscriber, heard] = receiving();
  subscriber.offered(offerOf(1, "old", ["a"]));
  await settle();
  bench.last.become("failed");
  await bench.clock.advance(0);
  assert.equal(bench.asks("subscribe_restart").length, 1);
  subscriber.offered(offerOf(2, "old", ["a", "b"]));
  await settle();
  assert.equal(bench.connections.length, 1);
  subscriber.offered(offerOf(3, "new", ["a", "b"]));
  await settle();
  assert.equal(bench.connections.length, 2);
  assert.deepEqual(whose(heard.at(-1)), ["a", "b"]);
  await bench.clock.advance(60_000);
  assert.equal(bench.asks("subscribe_restart").length, 1);
});

test("a restart that was refused for being too fast is asked for again", async () => {
  const [bench, subscriber] = receiving();
  subscriber.offered(offerOf(1, "u", ["a"]));
  await settle();
  subscriber.restart();
  bench.asks("subscribe_restart")[0]?.refuse(new RequestFailed("too-fast", 300));
  await bench.clock.advance(310);
  assert.equal(bench.asks("subscribe_restart").length, 2);
});

test("an offer that the browser does not take leads to a restart", async () => {
  const [bench, subscriber] = receiving();
  subscriber.offered(offerOf(1, "u", ["a"]));
  await settle();
  bench.last.failsOnRemote = true;
  subscriber.offered(offerOf(2, "u", ["a", "b"]));
  await bench.clock.advance(0);
  assert.equal(bench.asks("subscribe_restart").length, 1);
});

test("a transport that stalls looks for another way and keeps its connection", async () => {
  const [bench, subscriber] = receiving();
  subscriber.offered(offerOf(1, "u", ["a"]));
  await settle();
  bench.last.become("connected");
  bench.last.become("disconnected");
  await bench.clock.advance(600);
  assert.deepEqual(bench.asks("subscribe_restart").map(({ body }) => body["keep"]), [true]);
  subscriber.offered(offerOf(2, "u", ["a"]));
  await settle();
  bench.last.become("connected");
  await bench.clock.advance(60_000);
  assert.equal(bench.connections.length, 1);
});

test("another network lets ICE begin anew on both connections", async () => {
  const [bench, publisher] = await publishing("microphone");
  publisher.restartIce();
  await settle();
  assert.deepEqual([bench.connections.length, bench.last.iceRestarts, bench.asks("publish").length], [1, 1, 2]);
  const [receiver, subscriber] = receiving();
  subscriber.restartIce();
  assert.equal(receiver.asks("subscribe_restart").length, 0);
});

test("a camera that rests is muted for the others, sends nothing, and comes back by itself", async () => {
  const [bench, publisher] = await publishing("camera");
  publisher.hold("camera", true);
  await settle();
  assert.equal(bench.last.transceivers[0]?.sender.encodings[0]?.active, false);
  publisher.hold("camera", false);
  await settle();
  assert.equal(bench.last.transceivers[0]?.sender.encodings[0]?.active, true);
  assert.deepEqual(bench.asks("set_muted").map(({ body }) => body["muted"]), [true, false]);
});

test("media that finds no way is said to be blocked, until it finds one", async () => {
  const [bench] = await publishing("microphone");
  await bench.clock.advance(BLOCKED_AFTER_MS - 1);
  assert.deepEqual(bench.blocked, []);
  bench.last.become("failed");
  await bench.clock.advance(1);
  assert.deepEqual(bench.blocked, [true]);
  bench.last.become("connected");
  assert.deepEqual(bench.blocked, [true, false]);
});

test("the time that the server could not be asked does not count", async () => {
  const [bench] = await publishing("microphone");
  await bench.clock.advance(BLOCKED_AFTER_MS - 1);
  bench.reach.again();
  await bench.clock.advance(BLOCKED_AFTER_MS - 1);
  assert.deepEqual(bench.blocked, []);
});

test("a new session forgets what was received, even in the middle of an answer", async () => {
  const [bench, subscriber, heard] = receiving();
  subscriber.offered(offerOf(1, "old", ["a"]));
  subscriber.begin();
  subscriber.offered(offerOf(1, "new", ["b"]));
  await bench.clock.advance(1_000);
  assert.deepEqual(whose(heard.at(-1)), ["b"]);
  assert.equal(bench.asks("subscribe_restart").length, 0);
  assert.equal(bench.connections.filter(({ isClosed }) => !isClosed).length, 1);
});
