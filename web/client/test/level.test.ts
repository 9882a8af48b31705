/** The level meter's scale. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { levelOf } from "../src/level.js";

const tone = (amplitude: number): Float32Array =>
  Float32Array.from({ length: 2048 }, (_, index) => amplitude * Math.sin(index / 10));

test("silence is nothing, a loud voice is everything, and more is never less", () => {
  assert.equal(levelOf(new Float32Array(2048)), 0);
  assert.equal(levelOf(tone(1)), 1);
  const levels = [0.001, 0.01, 0.05, 0.2, 0.6].map((amplitude) => levelOf(tone(amplitude)));
  assert.deepEqual(levels, [...levels].sort((a, b) => a - b));
  assert.ok(levels.every((level) => level >= 0 && level <= 1));
});
