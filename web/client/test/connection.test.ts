/** A visit over connections that break: nothing is lost, nothing happens twice. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Connection, LINK_TABLE, type LinkState } from "../src/connection.js";
import type { ErrorCode } from "../src/protocol.js";
import { RequestFailed, Session, SessionLost, type ServerEvent } from "../src/session.js";
import { FakeClock } from "./fake-clock.js";
import { FakeServer, chatLine } from "./fake-server.js";

const PERSON = { name: "Mina", avatar: "bee", language: "en", previous: null };

class Visit {
  readonly clock = new FakeClock();
  readonly server = new FakeServer(this.clock);
  readonly events: ServerEvent[] = [];
  readonly told: string[] = [];
  readonly session: Session = new Session({
    write: (text) => this.connection.write(text),
    deliver: (event) => {
      this.events.push(event);
      if (event.type === "joined") this.connection.joinedAs(event.resume);
      if (event.type === "server_stopping") this.connection.serverStops();
    },
  });
  readonly connection: Connection;

  constructor() {
    const { clock, server } = this;
    const ports = { clock, random: () => 0.5, openSocket: server.openSocket, fetchToken: server.fetchToken };
    this.connection = new Connection(this.session, ports, {
      live: () => this.told.push("live"),
      cut: () => this.told.push("cut"),
      refused: (code) => this.told.push(`refused ${code}`),
      over: (code) => this.told.push(`over ${code}`),
    });
  }

  static async inRoom(): Promise<Visit> {
    const visit = new Visit();
    visit.connection.start(PERSON);
    await visit.clock.advance(100);
    assert.equal(visit.connection.state, "live");
    return visit;
  }

  /** Send a line as the room does: again with the same key when a session is lost. */
  async write(text: string): Promise<number> {
    const key = `key-of-${text}`;
    for (;;) {
      try {
        return (await this.session.request("chat_send", { key, text })).line.number;
      } catch (error) {
        if (!(error instanceof SessionLost)) throw error;
      }
    }
  }

  get written(): string[] {
    return this.events.flatMap((event) => (event.type === "chat_written" ? [event.line.text] : []));
  }
}

const line = (text: string) => ({ type: "chat_written", line: chatLine(900, text, "you") }) as const;

/** What is said in the recorded conversation: both sides speak, the participant also publishes and raises a hand. */
async function converse(visit: Visit): Promise<number[]> {
  visit.connection.start(PERSON);
  await visit.clock.advance(400);
  const replies = [visit.write("one"), visit.write("two")];
  visit.server.tell(line("a"));
  visit.server.tell(line("b"));
  await visit.clock.advance(300);
  void visit.session.request("publish", { sdp: "offer", tracks: [] }).catch(() => undefined);
  void visit.session.request("set_hand", { raised: true }).catch(() => undefined);
  replies.push(visit.write("three"));
  visit.server.tell(line("c"));
  await visit.clock.advance(6_000);
  replies.push(visit.write("four"));
  visit.server.tell(line("d"));
  await visit.clock.advance(60_000);
  return Promise.all(replies);
}

test("a conversation without cuts needs one connection", async () => {
  const visit = new Visit();
  assert.deepEqual(await converse(visit), [1, 2, 3, 4]);
  assert.deepEqual(visit.written, ["a", "b", "c", "d"]);
  assert.deepEqual(visit.told, ["live"]);
});

test("a cut before or after any single message loses nothing and doubles nothing", async () => {
  const whole = new Visit();
  await converse(whole);
  const count = whole.server.frames.length;
  assert.ok(count > 25);
  for (const how of ["before", "after"] as const)
    for (let at = 1; at <= count; at += 1) {
      const visit = new Visit();
      visit.server.cutAt = (frame) => (frame === at ? how : null);
      const numbers = await converse(visit);
      const name = `cut ${how} frame ${at}`;
      assert.deepEqual(numbers, [1, 2, 3, 4], name);
      assert.deepEqual(visit.server.stored.map(({ text }) => text), ["one", "two", "three", "four"], name);
      assert.equal(visit.server.requests.filter(({ type }) => type === "set_hand").length, 1, name);
      assert.equal(visit.connection.state, "live", name);
      if (visit.events.filter(({ type }) => type === "joined").length === 1)
        assert.deepEqual(visit.written, ["a", "b", "c", "d"], name);
    }
});

test("a cut after every third message still ends with everything said once", async () => {
  const visit = new Visit();
  visit.server.cutAt = (frame) => (frame > 3 && frame % 3 === 0 && frame < 60 ? "after" : null);
  assert.deepEqual(await converse(visit), [1, 2, 3, 4]);
  assert.deepEqual(visit.written, ["a", "b", "c", "d"]);
});

test("a server that crashed and came back is joined again as the same person, and lines are stored once", async () => {
  const visit = await Visit.inRoom();
  assert.equal(await asNumber(visit, visit.write("before")), 1);
  visit.server.isUp = false;
  visit.server.crash();
  const during = visit.write("during");
  await visit.clock.advance(70_000);
  visit.server.isUp = true;
  assert.equal(await asNumber(visit, during, 10_000), 2);
  const joins = visit.server.requests.flatMap((request) => (request.type === "join" ? [request] : []));
  assert.equal(joins.length, 2);
  assert.match(joins[1]?.previous ?? "", /^secret-/);
  assert.equal(visit.connection.state, "live");
});

async function asNumber(visit: Visit, promise: Promise<number>, within_ms = 1_000): Promise<number> {
  await visit.clock.advance(within_ms);
  return promise;
}

test("a line whose reply was lost in a crash is not stored a second time", async () => {
  const visit = await Visit.inRoom();
  const promise = visit.write("once");
  await visit.clock.advance(5);
  assert.equal(visit.server.stored.length, 1);
  visit.server.crash();
  assert.equal(await asNumber(visit, promise, 5_000), 1);
  assert.equal(visit.server.stored.length, 1);
});

test("an orderly stop of the server leads to a new session at the first try", async () => {
  const visit = await Visit.inRoom();
  visit.server.say({ type: "server_stopping" });
  await visit.clock.advance(20);
  visit.server.crash();
  await visit.clock.advance(1_000);
  assert.equal(visit.server.requests.filter(({ type }) => type === "join").length, 2);
  assert.equal(visit.server.frames.filter((frame) => frame.includes('"resume-refused"')).length, 0);
});

test("a connection that says nothing is given up after the reply deadline and resumed", async () => {
  const visit = await Visit.inRoom();
  visit.server.isSilent = true;
  await visit.clock.advance(9_000);
  assert.equal(visit.connection.state, "live");
  await visit.clock.advance(1_200);
  assert.deepEqual(visit.told, ["live", "cut"]);
  visit.server.isSilent = false;
  await visit.clock.advance(15_000);
  assert.deepEqual(visit.told.filter((word) => word === "live").length, 2);
});

test("waking the page checks the connection at once and does not wait for the backoff", async () => {
  const visit = await Visit.inRoom();
  visit.server.isSilent = true;
  visit.connection.wake();
  await visit.clock.advance(2_001);
  assert.equal(visit.connection.state, "waiting");
  visit.server.isSilent = false;
  visit.connection.wake();
  await visit.clock.advance(25);
  assert.equal(visit.connection.state, "live");
});

test("tries come at growing intervals of at most five seconds", async () => {
  const visit = await Visit.inRoom();
  visit.server.isUp = false;
  visit.server.cut();
  await visit.clock.advance(60_000);
  const tries = visit.told.filter((word) => word === "cut").length;
  assert.ok(tries >= 12 && tries <= 22, `${tries} tries in a minute`);
});

test("at the door a server that cannot be reached is said at once", async () => {
  const visit = new Visit();
  visit.server.isUp = false;
  visit.connection.start(PERSON);
  await visit.clock.advance(5_000);
  assert.equal(visit.told.at(-1), "refused unavailable");
  assert.equal(visit.connection.state, "idle");
  visit.server.isUp = true;
  visit.connection.start(PERSON);
  await visit.clock.advance(100);
  assert.equal(visit.connection.state, "live");
});

const DOOR_CODES: readonly ErrorCode[] = ["name-invalid", "room-full", "version", "room-ended", "too-fast"];

for (const code of DOOR_CODES)
  test(`a join refused with ${code} leads back to the door, and the next one may work`, async () => {
    const visit = new Visit();
    visit.server.joinRefusal = { code, retry_after_ms: null };
    visit.connection.start(PERSON);
    await visit.clock.advance(10_000);
    assert.deepEqual(visit.told, [`refused ${code}`]);
    assert.equal(visit.connection.state, "idle");
    visit.server.joinRefusal = null;
    visit.connection.start(PERSON);
    await visit.clock.advance(100);
    assert.deepEqual(visit.told, [`refused ${code}`, "live"]);
  });

test("a token that is refused is replaced by a new one a few times, then the door says so", async () => {
  const visit = new Visit();
  visit.server.joinRefusal = { code: "token-invalid", retry_after_ms: null };
  visit.connection.start({ ...PERSON, previous: "secret-of-long-ago-0123" });
  await visit.clock.advance(10_000);
  const joins = visit.server.requests.flatMap((request) => (request.type === "join" ? [request] : []));
  assert.deepEqual(visit.told, ["refused token-invalid"]);
  assert.equal(new Set(joins.map(({ token }) => token)).size, joins.length);
  assert.deepEqual(
    joins.map(({ previous }) => previous !== undefined),
    [true, true, false, false, false],
  );
});

test("somebody who comes back too fast waits as long as the server says", async () => {
  const visit = new Visit();
  visit.server.joinRefusal = { code: "too-fast", retry_after_ms: 3_000 };
  visit.connection.start({ ...PERSON, previous: "secret-of-long-ago-0123" });
  await visit.clock.advance(2_900);
  assert.equal(visit.server.requests.length, 1);
  visit.server.joinRefusal = null;
  await visit.clock.advance(300);
  assert.equal(visit.connection.state, "live");
});

test("another page of the same person ends this one for good", async () => {
  const visit = await Visit.inRoom();
  visit.server.say({ type: "failed", re: null, code: "replaced", retry_after_ms: null });
  await visit.clock.advance(100);
  assert.deepEqual(visit.told, ["live", "over replaced"]);
  assert.equal(visit.clock.waiting, 0);
  assert.equal(visit.server.connections, 0);
});

test("a reader that was too slow goes on with its session", async () => {
  const visit = await Visit.inRoom();
  visit.server.say({ type: "failed", re: null, code: "too-slow", retry_after_ms: 700 });
  await visit.clock.advance(10);
  visit.server.cut();
  await visit.clock.advance(650);
  assert.equal(visit.connection.state, "waiting");
  await visit.clock.advance(200);
  assert.equal(visit.connection.state, "live");
  assert.equal(visit.events.filter(({ type }) => type === "joined").length, 1);
});

test("a failure that ends nothing is heeded only if the server closes", async () => {
  const visit = await Visit.inRoom();
  for (const code of ["too-fast", "malformed"] as const)
    visit.server.say({ type: "failed", re: null, code, retry_after_ms: null });
  await visit.clock.advance(10_000);
  assert.deepEqual(visit.told, ["live"]);
});

test("a room that is gone ends a visit that comes back", async () => {
  const visit = await Visit.inRoom();
  visit.server.crash();
  visit.server.tokenRefusal = { code: "not-found", retryAfter_ms: null };
  await visit.clock.advance(2_000);
  assert.equal(visit.told.at(-1), "over not-found");
});

test("leaving says goodbye and leaves no timer behind", async () => {
  const visit = await Visit.inRoom();
  visit.connection.leave();
  await visit.clock.advance(20);
  assert.equal(visit.connection.state, "over");
  assert.ok(visit.server.requests.some(({ type }) => type === "leave"));
  await visit.clock.advance(6_000);
  assert.equal(visit.clock.waiting, 0);
});

test("what arrives is acknowledged at once after joining, every sixteen messages and every two seconds", async () => {
  const visit = await Visit.inRoom();
  const acks = (): number[] =>
    visit.server.frames.flatMap((frame) => {
      const message = JSON.parse(frame) as { type: string; received: number };
      return message.type === "ack" ? [message.received] : [];
    });
  assert.deepEqual(acks(), [1]);
  for (let count = 0; count < 17; count += 1) visit.server.tell(line(String(count)));
  await visit.clock.advance(20);
  assert.deepEqual(acks(), [1, 17]);
  await visit.clock.advance(2_000);
  assert.deepEqual(acks(), [1, 17, 18]);
});

test("a refused request tells its code and when to try again", async () => {
  const visit = await Visit.inRoom();
  const request = visit.session.request("react", { reaction: "clap" });
  visit.session.receive('{"type":"failed","re":2,"code":"too-fast","retry_after_ms":40}');
  await assert.rejects(request, (error) => error instanceof RequestFailed && error.retryAfter_ms === 40);
});

test("the table in the documentation is the one that runs", () => {
  const told = readFileSync("client/README.md", "utf8").matchAll(/^\| (\w+) \| (\w+) \| (\w+) \|$/gm);
  const documented = [...told].map((row) => row.slice(1).join(" ")).filter((row) => row !== "in event then");
  const running = Object.entries(LINK_TABLE).flatMap(([state, transitions]) =>
    Object.entries(transitions)
      .filter(([event]) => event !== "over")
      .map(([event, next]) => `${state} ${event} ${next}`),
  );
  assert.deepEqual(documented, running);
});

test("every state but the last can be ended, and nothing leads out of the end", () => {
  for (const [state, transitions] of Object.entries(LINK_TABLE) as [LinkState, object][]) {
    assert.equal("over" in transitions, state !== "over");
  }
});
