/** What one does in the chat: asked until it is answered, pages joined without gaps, writing told and forgotten. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { linesOf, withLine } from "../src/chat.js";
import type { ChatPage } from "../src/protocol.js";
import type { Ask } from "../src/publish.js";
import { RequestFailed, SessionLost } from "../src/session.js";
import type { ChatEntry } from "../src/state.js";
import { Talk } from "../src/talk.js";
import { Typing } from "../src/typing.js";
import { FakeClock } from "./fake-clock.js";
import { chatLine } from "./fake-server.js";

const ALL = Array.from({ length: 2_200 }, (_, at) => chatLine(at + 1, `line ${at + 1}`, "you"));

/** A room with many lines, of which the latest fifty are here. */
class Room {
  readonly clock = new FakeClock();
  readonly asked: string[] = [];
  readonly troubles: Error[] = [];
  chat: readonly ChatEntry[];
  readonly talk: Talk;

  constructor(count: number) {
    this.chat = ALL.slice(Math.max(0, count - 50), count).reduce<readonly ChatEntry[]>(withLine, []);
    this.talk = new Talk({
      clock: this.clock,
      ask: ((type: string, body: { before?: number }) => this.answer(type, body)) as Ask,
      chat: () => this.chat,
      change: (how) => (this.chat = how(this.chat)),
      tellTyping: () => undefined,
      typingChanged: () => undefined,
    });
  }

  get numbers(): number[] {
    return linesOf(this.chat).map(({ number }) => number);
  }

  private async answer(type: string, { before = 0 }: { before?: number }): Promise<unknown> {
    this.asked.push(type);
    const trouble = this.troubles.shift();
    if (trouble) throw trouble;
    if (type !== "chat_before") return { type: "done", re: 1 };
    const lines = ALL.slice(Math.max(0, before - 51), before - 1);
    return { type: "chat_page", re: 1, lines, more: before > 51 } satisfies ChatPage;
  }
}

test("older lines join on to what is there, however often they are asked for at once", async () => {
  const room = new Room(120);
  await Promise.all([room.talk.loadOlder(), room.talk.loadOlder(), room.talk.loadOlder()]);
  assert.deepEqual([room.asked.length, room.numbers[0], room.numbers.length], [1, 21, 100]);
  await room.talk.loadOlder();
  await room.talk.loadOlder();
  assert.deepEqual([room.asked.length, room.numbers[0], room.numbers.length], [2, 1, 120]);
});

test("a page that was asked for in an earlier session is not put before lines of another one", async () => {
  const room = new Room(120);
  const loading = room.talk.loadOlder();
  room.chat = ALL.slice(150, 200).reduce<readonly ChatEntry[]>(withLine, []);
  await loading;
  assert.deepEqual([room.numbers[0], room.numbers.length], [151, 50]);
});

test("a line far back is reached page by page, one that is too far or was never there is not", async () => {
  const room = new Room(220);
  assert.equal(await room.talk.reach(75), true);
  assert.deepEqual([room.asked.length, room.numbers[0]], [2, 71]);
  assert.equal(await room.talk.reach(221), false);
  assert.equal(await new Room(2_200).talk.reach(5), false);
});

test("reaching a line ends where older lines cannot be had", async () => {
  const room = new Room(220);
  room.troubles.push(new RequestFailed("unavailable", null));
  assert.equal(await room.talk.reach(3), false);
});

test("what the server refuses is told by its code", async () => {
  const room = new Room(1);
  room.troubles.push(new RequestFailed("line-gone", null));
  assert.equal(await room.talk.edit(1, "x", []), "line-gone");
  assert.equal(await room.talk.delete(1), null);
});

test("what nobody knows to be done is asked for again", async () => {
  const room = new Room(1);
  room.troubles.push(new SessionLost(), new SessionLost());
  assert.equal(await room.talk.react(1, "heart", true), null);
  assert.equal(room.asked.length, 3);
});

test("what came too fast is asked for again when the server says", async () => {
  const room = new Room(1);
  room.troubles.push(new RequestFailed("too-fast", 500));
  const answer = room.talk.delete(1);
  await room.clock.advance(499);
  assert.equal(room.asked.length, 1);
  await room.clock.advance(1);
  assert.deepEqual([await answer, room.asked.length], [null, 2]);
});

class Watch {
  readonly clock = new FakeClock();
  told = 0;
  writing: readonly string[] = [];
  readonly typing = new Typing({
    clock: this.clock,
    tell: () => (this.told += 1),
    changed: (participants) => (this.writing = participants),
  });
}

test("somebody writes for six seconds after they said so, or until the line is there", async () => {
  const seen = new Watch();
  seen.typing.heard("a");
  await seen.clock.advance(4_000);
  seen.typing.heard("b");
  seen.typing.heard("a");
  await seen.clock.advance(5_999);
  assert.deepEqual(seen.writing, ["a", "b"]);
  seen.typing.ended("b");
  assert.deepEqual(seen.writing, ["a"]);
  await seen.clock.advance(1);
  assert.deepEqual(seen.writing, []);
});

test("that one writes is told every few seconds, and at once after a line", async () => {
  const watch = new Watch();
  for (const _ of [1, 2, 3]) watch.typing.typed();
  assert.equal(watch.told, 1);
  await watch.clock.advance(3_000);
  watch.typing.typed();
  assert.equal(watch.told, 2);
  watch.typing.sent();
  watch.typing.typed();
  assert.equal(watch.told, 3);
});
