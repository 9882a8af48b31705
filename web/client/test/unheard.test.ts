/** Nobody hears you: noticed from what arrives, mended by itself, said when that does not help; and speaking while muted. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MutedSpeech, Unheard, type Hearing } from "../src/unheard.js";

const WELL: Hearing = { isOn: true, here: 0.8, packets_per_s: 50, there: 90 };
const LOST: Hearing = { ...WELL, packets_per_s: 0, there: null };
const SILENT: Hearing = { ...WELL, there: 0 };
const LISTENING: Hearing = { ...WELL, here: 0.05, there: 0 };

class Bench {
  readonly log: string[] = [];
  readonly unheard = new Unheard({
    mend: (how) => this.log.push(`mend ${how}`),
    changed: (state) => this.log.push(state),
  });

  look(hearing: Hearing, times = 1): this {
    for (let turn = 0; turn < times; turn += 1) this.unheard.look(hearing);
    return this;
  }
}

test("who is heard, or only listens, is told nothing", () => {
  assert.deepEqual(new Bench().look(WELL, 5).look(LISTENING, 30).log, []);
});

test("one look without packets is a hiccup", () => {
  assert.deepEqual(new Bench().look(WELL).look(LOST).look(WELL).log, []);
});

test("packets that do not arrive renew the transport, and all is well again", () => {
  assert.deepEqual(new Bench().look(LOST, 2).look(WELL, 6).log, ["mending", "mend transport", "heard"]);
});

test("silence that arrives while somebody speaks takes the microphone anew", () => {
  assert.deepEqual(new Bench().look(SILENT, 2).look(WELL, 6).log, ["mending", "mend device", "heard"]);
});

test("somebody who falls silent is no proof that the voice arrives again", () => {
  assert.deepEqual(new Bench().look(SILENT, 2).look(LISTENING, 9).log, ["mending", "mend device"]);
});

test("when neither helped it is said, once, until somebody hears", () => {
  const bench = new Bench().look(LOST, 60);
  assert.deepEqual(bench.log, ["mending", "mend transport", "mend device", "unheard"]);
  assert.deepEqual(bench.look(WELL).log.at(-1), "heard");
});

test("muting ends every doubt", () => {
  const bench = new Bench().look(LOST, 60).look({ ...LOST, isOn: false });
  assert.equal(bench.log.at(-1), "heard");
});

test("a server that cannot tell how loud it is accuses nobody", () => {
  assert.deepEqual(new Bench().look({ ...WELL, there: null }, 20).log, []);
});

test("speaking while muted is noticed once, until the microphone was on", () => {
  let said = 0;
  const speech = new MutedSpeech(() => (said += 1));
  for (let turn = 0; turn < 5; turn += 1) speech.level(0.1);
  speech.level(0.9);
  assert.equal(said, 0);
  for (let turn = 0; turn < 40; turn += 1) speech.level(0.6);
  assert.equal(said, 1);
  speech.begin();
  for (let turn = 0; turn < 40; turn += 1) speech.level(0.6);
  assert.equal(said, 2);
});
