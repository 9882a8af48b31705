/** Uploads go on after cuts, are bounded, and say what became of them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { withFiles } from "../src/components/shared-file.js";
import { isSame, type KeptUpload } from "../src/files/kept.js";
import { Pace } from "../src/files/pace.js";
import { UploadQueue } from "../src/files/queue.js";
import type { Sending, Sent, Transfer } from "../src/files/transfer.js";
import type { UploadView } from "../src/files/upload.js";
import type { ChatLine, ErrorCode, SharedFile } from "../src/protocol.js";
import { RequestFailed, SessionLost } from "../src/session.js";
import type { Ask } from "../src/publish.js";
import { FakeClock } from "./fake-clock.js";

const MIB = 1024 * 1024;

/** A server with uploads, and a way to it that can break. */
class House implements Transfer {
  readonly clock = new FakeClock();
  readonly offers: string[] = [];
  readonly removed: string[] = [];
  readonly there = new Map<string, number>();
  uploads: readonly UploadView[] = [];
  kept: readonly KeptUpload[] = [];
  /** What the next requests meet instead of success. */
  readonly trouble: Sent[] = [];
  readonly offerTrouble: Error[] = [];
  /** Requests stay open until they are let go. */
  holds = false;
  readonly held: (() => void)[] = [];
  atOnce = 0;
  readonly queue = new UploadQueue({
    clock: this.clock,
    ask: ((type: string, body: { name: string; file: string }) => this.#answer(type, body)) as unknown as Ask,
    transfer: this,
    limit_bytes: 100 * MIB,
    changed: (uploads) => (this.uploads = uploads),
    keep: (kept) => (this.kept = kept),
  });

  tell(url: string): Promise<Sent> {
    const offset = this.there.get(url);
    return Promise.resolve(offset === undefined ? { kind: "gone" } : { kind: "there", offset });
  }

  send(url: string, offset: number, part: Blob, progress: (bytes: number) => void): Sending {
    let abort = (): void => undefined;
    this.atOnce += 1;
    const done = new Promise<Sent>((resolve) => {
      const end = (sent: Sent): void => {
        this.atOnce -= 1;
        resolve(sent);
      };
      abort = () => end({ kind: "cut" });
      const trouble = this.trouble.shift();
      if (trouble !== undefined) return end(trouble);
      progress(part.size);
      const arrive = (): void => {
        this.there.set(url, offset + part.size);
        end({ kind: "there", offset: offset + part.size });
      };
      if (this.holds) this.held.push(arrive);
      else arrive();
    });
    return { done, abort };
  }

  states(): string[] {
    return this.uploads.map(({ name, state }) => `${name} ${state}`);
  }

  /** Let promises and the clock run until nothing moves any more. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 60; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      if (turn % 5 === 4) this.clock.advance(10_000);
    }
  }

  #answer(type: string, { name, file }: { name: string; file: string }): Promise<unknown> {
    if (type === "file_remove") {
      this.removed.push(file);
      return Promise.resolve({ type: "done" });
    }
    const trouble = this.offerTrouble.shift();
    if (trouble !== undefined) return Promise.reject(trouble);
    this.offers.push(name);
    const url = `/api/v1/uploads/${this.offers.length}`;
    this.there.set(url, 0);
    return Promise.resolve({ type: "file_granted", re: 1, file: `f${this.offers.length}`, upload_url: url });
  }
}

function file(name: string, size = 10): File {
  return new File([new Uint8Array(size)], name, { lastModified: 5 });
}

test("a file is offered, sent in parts and then no longer on its way", async () => {
  const house = new House();
  house.queue.attach([file("film", 40 * MIB)]);
  await house.settle();
  assert.equal(house.there.get("/api/v1/uploads/1"), 40 * MIB);
  assert.deepEqual(house.uploads, []);
  assert.deepEqual(house.kept, []);
});

test("after a cut it goes on from what is there", async () => {
  const house = new House();
  house.trouble.push({ kind: "cut" }, { kind: "cut" }, { kind: "again", after_ms: 3_000 });
  house.queue.attach([file("plan")]);
  await house.settle();
  assert.deepEqual(house.offers, ["plan"]);
  assert.deepEqual(house.uploads, []);
});

test("a server that knows nothing of it any more gets it anew, but not for ever", async () => {
  const house = new House();
  house.trouble.push({ kind: "gone" });
  house.queue.attach([file("plan")]);
  await house.settle();
  assert.deepEqual(house.offers, ["plan", "plan"]);
  house.trouble.push(...Array.from({ length: 20 }, (): Sent => ({ kind: "gone" })));
  house.queue.attach([file("other")]);
  await house.settle();
  assert.deepEqual(house.states(), ["other refused"]);
});

test("three go at once, the others wait for their turn", async () => {
  const house = new House();
  house.holds = true;
  house.queue.attach(["a", "b", "c", "d", "e"].map((name) => file(name)));
  await house.settle();
  assert.deepEqual(house.states(), ["a sending", "b sending", "c sending", "d waiting", "e waiting"]);
  assert.equal(house.atOnce, 3);
  house.holds = false;
  for (const arrive of house.held) arrive();
  await house.settle();
  assert.deepEqual(house.states(), []);
});

test("a paused one lets another go first and goes on later from where it was", async () => {
  const house = new House();
  house.holds = true;
  house.queue.attach([file("film", 20 * MIB)]);
  await house.settle();
  house.queue.pause(1);
  await house.settle();
  assert.deepEqual(house.states(), ["film paused"]);
  assert.equal(house.atOnce, 0);
  house.holds = false;
  house.queue.resume(1);
  await house.settle();
  assert.deepEqual(house.states(), []);
  assert.deepEqual(house.offers, ["film"]);
});

test("one that is given up is taken back from the server", async () => {
  const house = new House();
  house.holds = true;
  house.queue.attach([file("a"), file("b")]);
  await house.settle();
  house.queue.cancel(1);
  house.queue.cancelAll();
  await house.settle();
  assert.deepEqual(house.removed, ["f1", "f2"]);
  assert.deepEqual([house.uploads, house.kept, house.atOnce], [[], [], 0]);
});

test("what cannot be shared is refused before the server is asked", async () => {
  const house = new House();
  house.queue.attach([file("empty", 0), file("huge", 100 * MIB + 1)]);
  await house.settle();
  assert.deepEqual(house.uploads.map(({ code }) => code), ["file-empty", "file-too-large"]);
  assert.deepEqual(house.offers, []);
});

test("too many offers wait as long as the server says, a lost session asks again", async () => {
  const house = new House();
  house.offerTrouble.push(new RequestFailed("too-fast", 700), new SessionLost());
  house.queue.attach([file("plan")]);
  await house.settle();
  assert.deepEqual([house.offers, house.uploads], [["plan"], []]);
});

test("when the room is full the ones that wait are not asked for one by one", async () => {
  const house = new House();
  const full: ErrorCode = "quota-exceeded";
  house.offerTrouble.push(...[1, 2, 3].map(() => new RequestFailed(full, null)));
  house.queue.attach(Array.from({ length: 1_000 }, (_, n) => file(`${n}`)));
  await house.settle();
  assert.equal(house.uploads.filter(({ code }) => code === full).length, 1_000);
  assert.deepEqual(house.offers, []);
});

test("a file that can no longer be read says so", async () => {
  const house = new House();
  const gone = file("gone");
  gone.slice = () => ({ arrayBuffer: () => Promise.reject(new Error("NotReadableError")) }) as unknown as Blob;
  house.queue.attach([gone]);
  await house.settle();
  assert.deepEqual(house.uploads.map(({ code }) => code), ["file-unreadable"]);
  assert.deepEqual(house.removed, ["f1"]);
});

test("after a reload it waits for the same file and goes on with it", async () => {
  const before = new House();
  before.holds = true;
  before.queue.attach([file("film", 20 * MIB)]);
  await before.settle();
  const [kept] = before.kept;
  assert.ok(kept);
  const after = new House();
  after.there.set(kept.url, 16 * MIB);
  await after.queue.recall([kept, { ...kept, url: "/api/v1/uploads/forgotten" }]);
  assert.deepEqual(after.states(), ["film lost"]);
  assert.equal(after.uploads[0]?.sent_bytes, 16 * MIB);
  after.queue.attach([file("film", 20 * MIB)]);
  await after.settle();
  assert.deepEqual([after.offers, after.uploads], [[], []]);
  assert.equal(after.there.get(kept.url), 20 * MIB);
});

test("another version of a file is not the same", () => {
  const kept = { name: "film", size_bytes: 10, changed_ms: 5 };
  assert.ok(isSame(kept, file("film")));
  assert.ok(!isSame({ ...kept, changed_ms: 6 }, file("film")));
});

test("how long it takes is told from the latest seconds", () => {
  const pace = new Pace();
  pace.mark(0, 0);
  assert.equal(pace.left_s(1_000), null);
  pace.mark(2_000, 2_000);
  assert.equal(pace.left_s(5_000), 5);
  pace.mark(20_000, 2_000);
  assert.equal(pace.left_s(5_000), null);
});

test("files stand between the lines by time; those before lines that are not loaded wait with them", () => {
  const line = (number: number, sent_at_ms: number) =>
    ({ kind: "line", line: { number, sent_at_ms } as ChatLine }) as const;
  const at = (shared_at_ms: number) => ({ id: `${shared_at_ms}`, shared_at_ms }) as SharedFile;
  const names = (chat: Parameters<typeof withFiles>[0]) =>
    withFiles(chat, [at(5), at(15), at(25)]).map((one) => (one.kind === "file" ? `f${one.file.id}` : "line"));
  assert.deepEqual(names([line(1, 10), line(2, 20)]), ["f5", "line", "f15", "line", "f25"]);
  assert.deepEqual(names([line(7, 10), line(8, 20)]), ["line", "f15", "line", "f25"]);
  assert.deepEqual(names([{ kind: "pending", key: 1, text: "", replyTo: null }]), ["f5", "f15", "f25", "line"]);
});
