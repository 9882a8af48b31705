/** What a tab remembers, and that nonsense in the storage is no visit. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  Memory,
  NO_PREFERENCES,
  forgetVisit,
  readPreferences,
  readVisit,
  writePreferences,
  writeVisit,
} from "../src/storage.js";

function storage(): Storage {
  const values = new Map<string, string>();
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  } as unknown as Storage;
}

const VISIT = { tab: "t", resume: "secret", name: "Mina", avatar: "bee", microphone: true, camera: false, soundOnly: true };

test("a visit is remembered by room and can be forgotten", () => {
  const kept = storage();
  const memory = new Memory(() => kept);
  writeVisit(memory, "a", VISIT);
  assert.deepEqual(readVisit(memory, "a"), VISIT);
  assert.equal(readVisit(memory, "b"), null);
  forgetVisit(memory, "a");
  assert.equal(readVisit(memory, "a"), null);
});

test("what is not a visit is none", () => {
  for (const text of ["", "{", "null", "7", "[]", '{"tab":"t"}', '{"tab":1,"resume":2,"name":3,"avatar":4}']) {
    const kept = storage();
    kept.setItem("madang.visit.a", text);
    assert.equal(readVisit(new Memory(() => kept), "a"), null, text);
  }
});

test("a browser that forbids storage only forgets", () => {
  const memory = new Memory(() => {
    throw new DOMException("forbidden", "SecurityError");
  });
  writeVisit(memory, "a", VISIT);
  writePreferences(memory, NO_PREFERENCES);
  forgetVisit(memory, "a");
  assert.equal(readVisit(memory, "a"), null);
  assert.deepEqual(readPreferences(memory), NO_PREFERENCES);
});

test("chosen devices are remembered", () => {
  const kept = storage();
  const memory = new Memory(() => kept);
  writePreferences(memory, { ...NO_PREFERENCES, cameraId: "c" });
  assert.deepEqual(readPreferences(memory), { ...NO_PREFERENCES, cameraId: "c" });
});
