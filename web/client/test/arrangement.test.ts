/** What is large in the work view: what was pinned, else what is shown, else who speaks if one wants that. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { arrange, type Wishes } from "../src/components/arrangement.js";
import { tilesAPage } from "../src/components/grid.js";
import type { PersonView } from "../src/components/person-view.js";
import { ShareViews, type ShareView } from "../src/components/shares.js";
import { newsBetween } from "../src/components/news.js";
import { atTheDoor } from "../src/reduce.js";
import type { Participant } from "../src/protocol.js";
import type { RoomState } from "../src/state.js";

const NOTHING: Wishes = { pinned: null, speakerIsLarge: false, lastSpeaker: null };
const people = ["me", "a", "b"].map((id) => ({ id, isSelf: id === "me" }) as PersonView);
const share = (id: string, more: Partial<ShareView> = {}) => ({ id, isSelf: false, showsItself: false, ...more }) as ShareView;

function large(shares: readonly ShareView[], wishes: Partial<Wishes> = {}): string[] {
  const arranged = arrange(people, shares, { ...NOTHING, ...wishes });
  const all = [...arranged.large, ...arranged.others].map(({ id }) => id);
  assert.deepEqual(all.sort(), [...shares, ...people].map(({ id }) => id).sort(), "nobody is lost or doubled");
  return arranged.large.map(({ id }) => id);
}

test("without anything shown everybody is equally large", () => {
  assert.deepEqual(large([]), []);
});

test("two screens stand side by side, a third waits among the people", () => {
  assert.deepEqual(large([share("s1"), share("s2"), share("s3")]), ["s1", "s2"]);
});

test("what is pinned is large alone, person or screen, until it goes", () => {
  assert.deepEqual(large([share("s1"), share("s2")], { pinned: "s2" }), ["s2"]);
  assert.deepEqual(large([share("s1")], { pinned: "a" }), ["a"]);
  assert.deepEqual(large([share("s1")], { pinned: "gone" }), ["s1"]);
});

test("one's own whole screen is not large in itself", () => {
  assert.deepEqual(large([share("own", { isSelf: true, showsItself: true })]), []);
  assert.deepEqual(large([share("own", { isSelf: true })]), ["own"]);
});

test("who spoke last is large if one wants that, never oneself, and never before a screen", () => {
  assert.deepEqual(large([], { speakerIsLarge: true, lastSpeaker: "b" }), ["b"]);
  assert.deepEqual(large([], { speakerIsLarge: true }), ["a"]);
  assert.deepEqual(large([share("s1")], { speakerIsLarge: true, lastSpeaker: "b" }), ["s1"]);
});

test("a desktop shows 25 tiles at once, a phone as many as can be seen", () => {
  assert.equal(tilesAPage(1240, 620, 8), 25);
  assert.ok(tilesAPage(374, 600, 8) < 25);
  assert.equal(tilesAPage(0, 0, 8), 4);
});

const screen = { id: "p1", source: "screen", muted: false } as const;
const track = {} as MediaStreamTrack;

function inside(publications: Participant["publications"]): RoomState {
  const person = (id: string, its: Participant["publications"]): Participant => ({
    id,
    name: id.toUpperCase(),
    role: "attendee",
    avatar: "bee",
    language: "ko",
    presence: "here",
    hand_raised_at_ms: null,
    publications: its,
  });
  const door = atTheDoor({ id: "r", title: "", theme: "t", capacity: 12, opened_at_ms: 0 }, 0);
  return { ...door, phase: "in-room", self: "me", participants: [person("me", []), person("a", publications)] };
}

test("a screen is shown while it arrives and its publication stands", () => {
  const tracks = [{ publication: "p1", participant: "a", source: "screen", track }] as const;
  const views = new ShareViews();
  assert.deepEqual(views.of({ ...inside([screen]), tracks }).map(({ id, name }) => [id, name]), [["p1", "A"]]);
  assert.deepEqual(views.of({ ...inside([]), tracks }), []);
  assert.deepEqual(views.of(inside([screen])), []);
});

test("one's own screen is among them at once", () => {
  const own = { getSettings: () => ({ displaySurface: "monitor" }) } as unknown as MediaStreamTrack;
  const state: RoomState = { ...inside([]), screen: { status: "on", track: own, hasSound: false } };
  assert.deepEqual(new ShareViews().of(state).map(({ id, showsItself }) => [id, showsItself]), [["own", true]]);
});

test("who begins and who ends showing is told, oneself included", () => {
  const [without, with_] = [inside([]), inside([screen])];
  assert.deepEqual(newsBetween(without, with_), ["news-shares"]);
  assert.deepEqual(newsBetween(with_, without), ["news-shares-no-more"]);
  const own: RoomState = { ...without, screen: { status: "on", track, hasSound: false } };
  assert.deepEqual(newsBetween(without, own), ["news-own-screen"]);
  assert.deepEqual(newsBetween(own, without), ["news-own-screen-over"]);
});
