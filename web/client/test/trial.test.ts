/** Which ways are tried, how the others are kept out, what is made of it, and how speed is measured. */
import { strict as assert } from "node:assert";
import { test } from "node:test";
import type { Relay } from "../src/protocol.js";
import { verdictOf, waitingFor } from "../src/trial.js";
import { measureDown, measureUp, type SpeedPorts } from "../src/trial-speed.js";
import { onlyCandidates, plansFor, type Way, type WayName, type WayState } from "../src/trial-ways.js";

const SDP = [
  "v=0",
  "m=video 9 UDP/TLS/RTP/SAVPF 96",
  "a=candidate:1 1 udp 2130706431 192.0.2.7 8443 typ host",
  "a=candidate:2 1 tcp 1518280447 192.0.2.7 8443 typ host tcptype passive",
  "a=candidate:3 1 UDP 2130706175 2001:db8::7 8443 typ host",
  "a=end-of-candidates",
  "",
].join("\r\n");

const relay = (...urls: string[]): Relay => ({ urls, username: "u", credential: "c" });
const way = (name: WayName, state: WayState): Way => ({ name, state, roundTrip_ms: null });

test("candidates of the other protocol are left out, and nothing else is", () => {
  const kept = (protocol: "udp" | "tcp") => onlyCandidates(SDP, protocol).split("\r\n");
  assert.deepEqual(kept("udp"), SDP.split("\r\n").filter((line) => !line.includes(" tcp ")));
  assert.deepEqual(kept("tcp"), SDP.split("\r\n").filter((line) => !/ udp /i.test(line)));
});

test("each kind of relay is a way of its own", () => {
  const plans = plansFor([
    relay("turn:r:3478?transport=udp", "turn:r:3478?transport=tcp", "turns:r:5349?transport=tcp"),
    relay("turn:other"),
  ]);
  assert.deepEqual(plans.map(({ name, servers }) => [name, servers.map(({ urls }) => urls)]), [
    ["udp", []],
    ["tcp", []],
    ["relay-udp", [["turn:r:3478?transport=udp"], ["turn:other"]]],
    ["relay-tcp", [["turn:r:3478?transport=tcp"]]],
    ["relay-tls", [["turns:r:5349?transport=tcp"]]],
  ]);
});

test("a server without relays is told in one row", () => {
  assert.deepEqual(waitingFor(plansFor([])), [way("udp", "waiting"), way("tcp", "waiting"), way("relay", "absent")]);
  assert.equal(waitingFor(plansFor([relay("turn:r")])).some(({ name }) => name === "relay"), false);
});

test("the verdict is the best way that works", () => {
  assert.equal(verdictOf([way("udp", "works"), way("tcp", "works")]), "udp");
  assert.equal(verdictOf([way("udp", "fails"), way("tcp", "works"), way("relay-udp", "works")]), "tcp");
  assert.equal(verdictOf([way("udp", "fails"), way("tcp", "absent"), way("relay-tls", "works")]), "relay");
  assert.equal(verdictOf([way("udp", "fails"), way("tcp", "fails"), way("relay", "absent")]), "none");
});

/** A line on which everything takes as long as its bytes at this speed. */
function line(bits_per_s: number, most_bytes = Infinity): SpeedPorts & { posts: number } {
  let now_ms = 0;
  const pass = (bytes: number) => (now_ms += (bytes * 8_000) / bits_per_s);
  return {
    posts: 0,
    now: () => now_ms,
    async fetch(_address, init) {
      if (init.method === "POST") {
        this.posts += 1;
        const size = (init.body as Uint8Array).length;
        pass(size);
        return new Response("{}", { status: size > most_bytes ? 413 : 200 });
      }
      let parts = 20;
      const body = new ReadableStream(
        {
          pull(controller) {
            pass(50_000);
            controller.enqueue(new Uint8Array(50_000));
            if (--parts === 0) controller.close();
          },
        },
        { highWaterMark: 0 },
      );
      return new Response(body);
    },
  };
}

const near = (measured: number, real: number) => assert.ok(Math.abs(measured / real - 1) < 0.1, `${measured} for ${real}`);

for (const speed_bps of [300_000, 8_000_000, 50_000_000]) {
  test(`${speed_bps / 1e6} Mbit/s is measured as such`, async () => {
    near(await measureDown("room", line(speed_bps)), speed_bps);
    near(await measureUp("room", line(speed_bps)), speed_bps);
  });
}

test("a fast line is measured with a bounded number of posts", async () => {
  const fast = line(10_000_000_000);
  await measureUp("room", fast);
  assert.ok(fast.posts <= 13);
});

test("a proxy that takes only small bodies does not hinder it", async () => {
  near(await measureUp("room", line(5_000_000, 500_000)), 5_000_000);
});

test("a server that answers with an error gives no speed", async () => {
  const broken: SpeedPorts = { now: () => 0, fetch: () => Promise.resolve(new Response("", { status: 404 })) };
  await assert.rejects(measureDown("room", broken));
  await assert.rejects(measureUp("room", broken));
});
