/** Relays are given to every connection and renewed before their credentials end. */
import { strict as assert } from "node:assert";
import { test } from "node:test";
import type { Relay } from "../src/protocol.js";
import type { Ask } from "../src/publish.js";
import { Relays } from "../src/relays.js";
import { RequestFailed, SessionLost } from "../src/session.js";
import { FakeClock } from "./fake-clock.js";

const MINUTE_MS = 60_000;
const relay = (username: string): Relay => ({ urls: ["turn:relay.example"], username, credential: "c" });

class FakeConnection {
  connectionState = "new";
  constructor(public iceServers: RTCIceServer[]) {}
  getConfiguration(): RTCConfiguration {
    return { iceServers: this.iceServers, bundlePolicy: "max-bundle" };
  }
  setConfiguration(configuration: RTCConfiguration): void {
    assert.equal(configuration.bundlePolicy, "max-bundle");
    assert.notEqual(this.connectionState, "closed");
    this.iceServers = configuration.iceServers ?? [];
  }
}

function make(answer: () => Promise<{ relays: Relay[] }>) {
  const clock = new FakeClock();
  const asked: string[] = [];
  const ask = ((type: string) => {
    asked.push(type);
    return answer();
  }) as unknown as Ask;
  const connections: FakeConnection[] = [];
  const relays = new Relays(clock, ask, (servers = []) => {
    const connection = new FakeConnection(servers);
    connections.push(connection);
    return connection as unknown as RTCPeerConnection;
  });
  return { clock, asked, connections, relays };
}

const usernames = ({ iceServers }: FakeConnection) => iceServers.map(({ username }) => username);

test("a new connection gets the relays of the room", () => {
  const { relays, connections } = make(() => Promise.resolve({ relays: [] }));
  relays.take([relay("first")]);
  relays.newPeerConnection();
  assert.deepEqual(connections.map(usernames), [["first"]]);
});

test("credentials are renewed within their hour, also for connections that live", async () => {
  const { relays, connections, clock, asked } = make(() => Promise.resolve({ relays: [relay("second")] }));
  relays.take([relay("first")]);
  relays.newPeerConnection();
  relays.newPeerConnection();
  connections[1]!.connectionState = "closed";
  await clock.advance(50 * MINUTE_MS);
  assert.deepEqual(asked, ["relays_renew"]);
  assert.deepEqual(connections.map(usernames), [["second"], ["first"]]);
  await clock.advance(50 * MINUTE_MS);
  assert.equal(asked.length, 2);
});

test("a refused renewal is asked for again; a lost session brings its own", async () => {
  let error: Error = new RequestFailed("unavailable", null);
  const { relays, clock, asked } = make(() => Promise.reject(error));
  relays.take([relay("first")]);
  await clock.advance(46 * MINUTE_MS);
  assert.equal(asked.length, 2);
  error = new SessionLost();
  await clock.advance(5 * MINUTE_MS);
  assert.equal(asked.length, 3);
  assert.equal(clock.waiting, 0);
});

test("where there are no relays nothing is renewed", () => {
  const { relays, clock } = make(() => Promise.resolve({ relays: [] }));
  relays.take([]);
  assert.equal(clock.waiting, 0);
});
