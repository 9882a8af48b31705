/** The grid of tiles: all fit, none is distorted, and the window is used. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { bestGrid } from "../src/components/grid.js";

const GAP = 8;
const WINDOWS = [
  { name: "a desktop", width: 1400, height: 700 },
  { name: "a phone", width: 374, height: 690 },
  { name: "a phone with the chat open", width: 374, height: 300 },
  { name: "a very wide window", width: 2500, height: 400 },
];

for (const { name, width, height } of WINDOWS) {
  test(`one to twelve tiles fit ${name} and keep a shape between 1:1 and 16:9`, () => {
    for (let tiles = 1; tiles <= 12; tiles += 1) {
      const grid = bestGrid(tiles, width, height, GAP);
      const rows = Math.ceil(tiles / grid.columns);
      assert.ok(grid.columns * (grid.width + GAP) - GAP <= width, `${tiles} across`);
      assert.ok(rows * (grid.height + GAP) - GAP <= height, `${tiles} down`);
      const ratio = grid.width / grid.height;
      assert.ok(ratio > 0.97 && ratio < 1.8, `${tiles} tiles have the shape ${ratio}`);
    }
  });
}

test("more tiles are never larger", () => {
  const areas = Array.from({ length: 12 }, (_none, fewer) => bestGrid(fewer + 1, 1400, 700, GAP)).map(
    ({ width, height }) => width * height,
  );
  assert.deepEqual(areas, [...areas].sort((one, other) => other - one));
});

test("two people stand side by side on a desktop and above each other on a phone", () => {
  assert.equal(bestGrid(2, 1400, 700, GAP).columns, 2);
  assert.equal(bestGrid(2, 374, 690, GAP).columns, 1);
});

test("no room at all makes tiles of no size instead of negative ones", () => {
  const { width, height } = bestGrid(5, 0, 0, GAP);
  assert.deepEqual([width, height], [0, 0]);
});
