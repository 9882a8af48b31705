/** Chimes: none for whoever just came in, one for many at once, none before the first tap. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Chimes } from "../src/chimes.js";

class Bench {
  now_ms = 0;
  contexts = 0;
  rung = 0;
  readonly chimes = new Chimes(
    () => {
      this.contexts += 1;
      const ring = () => (this.rung += 1);
      const resume = () => Promise.resolve(ring());
      return { state: "suspended", resume, close: () => Promise.resolve() } as unknown as AudioContext;
    },
    () => this.now_ms,
  );

  at(now_ms: number): number {
    this.now_ms = now_ms;
    const before = this.rung;
    this.chimes.play("came");
    return this.rung - before;
  }
}

test("nothing rings before one is in, nor in the first seconds", () => {
  const bench = new Bench();
  assert.equal(bench.at(10_000), 0);
  bench.chimes.begin();
  assert.deepEqual([bench.at(11_000), bench.at(13_900), bench.at(14_100)], [0, 0, 1]);
});

test("many who come at once ring once, over one sound context", () => {
  const bench = new Bench();
  bench.chimes.begin();
  assert.deepEqual([bench.at(5_000), bench.at(5_200), bench.at(5_900), bench.at(6_100)], [1, 0, 0, 1]);
  assert.equal(bench.contexts, 1);
});

test("after the visit nothing rings", () => {
  const bench = new Bench();
  bench.chimes.begin();
  bench.chimes.close();
  assert.equal(bench.at(60_000), 0);
});
