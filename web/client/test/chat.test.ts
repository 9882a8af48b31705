/** The chat's list: accepted lines once and in order, what is on its way after them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  LONGEST_LINE,
  checkedText,
  hasOlder,
  newLinesOfOthers,
  withAccepted,
  withChangedLine,
  withHistory,
  withLine,
  withOlder,
  withPending,
  withRefused,
  withoutKey,
} from "../src/chat.js";
import type { Ask } from "../src/publish.js";
import { randomKey } from "../src/random.js";
import { RequestFailed, SessionLost } from "../src/session.js";
import type { ChatEntry } from "../src/state.js";
import { ChatWriter } from "../src/writer.js";
import { FakeClock, settle } from "./fake-clock.js";
import { chatLine } from "./fake-server.js";

const shown = (chat: readonly ChatEntry[]): string[] =>
  chat.map((entry) => (entry.kind === "line" ? entry.line.text : `${entry.kind} ${entry.text}`));

test("lines stand in the order of their numbers, whatever order they arrive in", () => {
  const chat = [3, 1, 2, 3].reduce<readonly ChatEntry[]>(
    (list, number) => withLine(list, chatLine(number, String(number))),
    [],
  );
  assert.deepEqual(shown(chat), ["1", "2", "3"]);
});

test("what is on its way stands last until it becomes a line", () => {
  let chat = withPending([], 1, "hello");
  chat = withLine(chat, chatLine(1, "before", "you"));
  assert.deepEqual(shown(chat), ["before", "pending hello"]);
  chat = withAccepted(chat, 1, chatLine(2, "hello"));
  assert.deepEqual(shown(chat), ["before", "hello"]);
});

test("a refused line keeps its text until it is dropped", () => {
  const chat = withRefused(withPending([], 1, "hello"), 1, "hello", "not-allowed");
  assert.deepEqual(chat, [{ kind: "refused", key: 1, text: "hello", code: "not-allowed" }]);
  assert.deepEqual(withoutKey(chat, 1), []);
});

test("history of a new session shows a stored line of one's own once, and the same words again only if said again", () => {
  const chat = withPending(withPending([], 1, "hi"), 2, "hi");
  const next = withHistory(chat, [chatLine(1, "hi"), chatLine(2, "hi", "you")], new Set(["me"]));
  assert.deepEqual(shown(next), ["hi", "hi", "pending hi"]);
  assert.deepEqual(shown(withAccepted(next, 1, chatLine(1, "hi"))), ["hi", "hi", "pending hi"]);
});

test("a new session shows its lines and nothing older: what was said there may have changed", () => {
  const chat = [chatLine(1, "old", "you"), chatLine(60, "typo", "you")].reduce(withLine, []);
  const next = withHistory(chat, [chatLine(60, "mended", "you"), chatLine(61, "new", "you")], new Set(["me"]));
  assert.deepEqual(shown(next), ["mended", "new"]);
});

test("a changed line stands where it stood, and one that is not here stays away", () => {
  const chat = [chatLine(4, "four"), chatLine(5, "five")].reduce(withLine, []);
  assert.deepEqual(shown(withChangedLine(chat, chatLine(4, "vier"))), ["vier", "five"]);
  assert.deepEqual(shown(withChangedLine(chat, chatLine(3, "three"))), ["four", "five"]);
});

test("older lines come before what is there, and what is there is newer than a page", () => {
  const chat = withPending([chatLine(4, "four, edited")].reduce(withLine, []), 1, "on its way");
  const page = [chatLine(2, "two"), chatLine(3, "three"), chatLine(4, "four")];
  assert.deepEqual(shown(withOlder(chat, page)), ["two", "three", "four, edited", "pending on its way"]);
  assert.equal(hasOlder(withOlder(chat, page)), true);
  assert.equal(hasOlder(withOlder(chat, [chatLine(1, "one"), ...page])), false);
  assert.equal(hasOlder([]), false);
});

test("only new lines of others count as unread", () => {
  const before = withLine([], chatLine(1, "old", "you"));
  const after = [chatLine(2, "mine"), chatLine(3, "new", "you")].reduce(withLine, before);
  assert.deepEqual(newLinesOfOthers(before, after, new Set(["me"])), [3]);
});

test("text is trimmed, bounded by characters and always well-formed", () => {
  assert.equal(checkedText(" \n "), null);
  assert.deepEqual(checkedText(" 안녕 "), { text: "안녕" });
  assert.deepEqual(checkedText("😀".repeat(LONGEST_LINE)), { text: "😀".repeat(LONGEST_LINE) });
  assert.deepEqual(checkedText("x".repeat(LONGEST_LINE + 1)), { code: "text-invalid" });
  assert.deepEqual(checkedText("half \ud83d"), { text: "half \ufffd" });
});

test("keys fit the protocol and do not repeat", () => {
  const keys = Array.from({ length: 100 }, randomKey);
  assert.equal(new Set(keys).size, 100);
  for (const key of keys) assert.match(key, /^[A-Za-z0-9_-]{8,32}$/);
});

interface Sent {
  readonly key: string;
  readonly text: string;
  readonly accept: (number: number) => void;
  readonly refuse: (error: Error) => void;
}

class Desk {
  readonly clock = new FakeClock();
  readonly sent: Sent[] = [];
  chat: readonly ChatEntry[] = [];
  readonly writer = new ChatWriter({
    clock: this.clock,
    ask: ((_type: string, { key, text }: { key: string; text: string }) =>
      new Promise<unknown>((resolve, refuse) => {
        const accept = (number: number): void => resolve({ line: chatLine(number, text) });
        this.sent.push({ key, text, accept, refuse });
      })) as Ask,
    change: (how) => (this.chat = how(this.chat)),
  });

  async answer(how: (sent: Sent) => void): Promise<string[]> {
    how(this.sent.at(-1) as Sent);
    await settle();
    return shown(this.chat);
  }
}

test("a line is on its way until it is stored", async () => {
  const desk = new Desk();
  desk.writer.write(" hello ");
  assert.deepEqual(shown(desk.chat), ["pending hello"]);
  assert.deepEqual(await desk.answer((sent) => sent.accept(1)), ["hello"]);
});

test("a line whose session was lost is sent again with the same key", async () => {
  const desk = new Desk();
  desk.writer.write("hello");
  assert.deepEqual(await desk.answer((sent) => sent.refuse(new SessionLost())), ["pending hello"]);
  assert.deepEqual([desk.sent.length, desk.sent[1]?.key], [2, desk.sent[0]?.key]);
  assert.deepEqual(await desk.answer((sent) => sent.accept(1)), ["hello"]);
});

test("a line that came too fast is sent again by itself when the server says", async () => {
  const desk = new Desk();
  desk.writer.write("hello");
  await desk.answer((sent) => sent.refuse(new RequestFailed("too-fast", 400)));
  await desk.clock.advance(399);
  assert.equal(desk.sent.length, 1);
  await desk.clock.advance(1);
  assert.deepEqual(await desk.answer((sent) => sent.accept(1)), ["hello"]);
});

test("a refused line waits for somebody to send it again or drop it", async () => {
  const desk = new Desk();
  desk.writer.write("hello");
  const refused = await desk.answer((sent) => sent.refuse(new RequestFailed("not-allowed", null)));
  assert.deepEqual(refused, ["refused hello"]);
  desk.writer.again(1);
  assert.deepEqual(shown(desk.chat), ["pending hello"]);
  await desk.answer((sent) => sent.refuse(new RequestFailed("not-allowed", null)));
  desk.writer.drop(1);
  assert.deepEqual(desk.chat, []);
});

test("a line that is too long is refused here, with its text kept", () => {
  const desk = new Desk();
  desk.writer.write("x".repeat(LONGEST_LINE + 1));
  assert.deepEqual([desk.chat[0]?.kind, desk.sent.length], ["refused", 0]);
});

test("a line says what it answers and whom it mentions, also when it is sent again", async () => {
  const bodies: unknown[] = [];
  const clock = new FakeClock();
  let chat: readonly ChatEntry[] = [];
  const ask = (async (_type: string, body: unknown) => {
    bodies.push(body);
    throw bodies.length === 1 ? new SessionLost() : new RequestFailed("not-allowed", null);
  }) as Ask;
  const writer = new ChatWriter({ clock, ask, change: (how) => (chat = how(chat)) });
  writer.write("@Ann yes", { replyTo: 4, mentions: ["a"] });
  assert.deepEqual(chat, [{ kind: "pending", key: 1, text: "@Ann yes", replyTo: 4 }]);
  await settle();
  assert.deepEqual(bodies[0], bodies[1]);
  const { key, ...rest } = bodies[0] as { key: string };
  assert.match(key, /^\w{8,}$/);
  assert.deepEqual(rest, { text: "@Ann yes", mentions: ["a"], reply_to: 4 });
});
