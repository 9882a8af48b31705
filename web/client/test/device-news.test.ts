/** What is said when devices come and go. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { deviceNews } from "../src/device-news.js";

const device = (id: string) => ({ id, label: `the ${id}`, group: id });
const lists = (microphones: string[], speakers: string[] = [], cameras: string[] = []) => ({
  microphones: microphones.map(device),
  speakers: speakers.map(device),
  cameras: cameras.map(device),
});
const NOTHING = { microphone: null, camera: null, speaker: null };

test("the first list and one that stays the same are no news", () => {
  assert.equal(deviceNews(lists([]), lists(["laptop"]), NOTHING), null);
  assert.equal(deviceNews(lists(["laptop"]), lists(["laptop"]), NOTHING), null);
});

test("a headset that comes is offered once, by its microphone", () => {
  const news = deviceNews(lists(["laptop"], ["desk"]), lists(["laptop", "headset"], ["desk", "headset"]), NOTHING);
  assert.deepEqual([news?.what, news?.kind, news?.label], ["came", "microphone", "the headset"]);
});

test("a microphone in use that goes is told with what is used now", () => {
  const news = deviceNews(lists(["laptop", "headset"]), lists(["laptop"]), { ...NOTHING, microphone: "headset" });
  assert.deepEqual([news?.what, news?.label, news?.now], ["went", "the headset", "the laptop"]);
});

test("a device that goes and was not in use matters to nobody", () => {
  assert.equal(deviceNews(lists(["laptop", "headset"]), lists(["laptop"]), NOTHING), null);
});

test("the last microphone that goes is said by the microphone itself", () => {
  assert.equal(deviceNews(lists(["headset"]), lists([]), { ...NOTHING, microphone: "headset" }), null);
});

test("another name for the system's own choice is no device", () => {
  assert.equal(deviceNews(lists(["laptop"]), lists(["default", "laptop"]), NOTHING), null);
});
