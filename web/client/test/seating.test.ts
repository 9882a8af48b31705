/** Who sits where: nobody moves because of others, and oneself sits at the front. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { assignSeats, tallSeat } from "../src/components/seating.js";

const others = (...ids: string[]) => ids.map((id) => ({ id, isSelf: false }));
const me = { id: "me", isSelf: true };

test("oneself sits at the front right, the others fill from the first seat", () => {
  const seats = assignSeats(new Map(), [...others("a"), me, ...others("b", "c")], 6);
  assert.deepEqual(Object.fromEntries(seats), { me: 1, a: 0, b: 2, c: 3 });
});

test("nobody moves when somebody leaves, and whoever comes next takes the free seat", () => {
  const before = assignSeats(new Map(), [me, ...others("a", "b", "c")], 6);
  const without = assignSeats(before, [me, ...others("b", "c")], 6);
  assert.deepEqual([without.get("b"), without.get("c")], [before.get("b"), before.get("c")]);
  assert.equal(assignSeats(without, [me, ...others("b", "c", "d")], 6).get("d"), before.get("a"));
});

test("more people than seats: the later ones stand, each seat holds one", () => {
  const seats = assignSeats(new Map(), [me, ...others("a", "b", "c", "d", "e", "f", "g")], 6);
  assert.equal(seats.size, 6);
  assert.equal(new Set(seats.values()).size, 6);
  assert.ok(!seats.has("g"));
});

test("the seat of oneself is never given away while one is still coming in", () => {
  const before = assignSeats(new Map(), others("a", "b", "c", "d", "e", "f"), 6);
  assert.ok(![...before.values()].includes(1));
});

test("a scene without seats seats nobody, and one with a single seat seats oneself", () => {
  assert.equal(assignSeats(new Map(), [me, ...others("a")], 0).size, 0);
  assert.deepEqual(Object.fromEntries(assignSeats(new Map(), [me, ...others("a")], 1)), { me: 0 });
});

test("on a tall stage the circle closes up", () => {
  const seat = tallSeat({ x: 30, y: 60, width: 8 });
  assert.ok(seat.x > 30 && seat.x < 50);
  assert.equal(seat.y, 60);
  assert.ok(tallSeat({ x: 42, y: 77, width: 9 }).y > 77);
});
