/** What is shown and said of people: from the state, and from nothing else. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { newsBetween } from "../src/components/news.js";
import { PersonViews } from "../src/components/person-view.js";
import { sceneOf } from "../src/components/theme.js";
import { atTheDoor } from "../src/reduce.js";
import type { ChatLine, Participant, Publication } from "../src/protocol.js";
import type { RoomState } from "../src/state.js";
import { chatLine } from "./fake-server.js";

const door = atTheDoor({ id: "r", title: "", theme: "t", capacity: 12, opened_at_ms: 0 }, 0);
const track = {} as MediaStreamTrack;

function participant(id: string, publications: Publication[] = [], hand: number | null = null): Participant {
  return {
    id,
    name: id.toUpperCase(),
    role: "attendee",
    avatar: "bee",
    language: "ko",
    presence: "here",
    hand_raised_at_ms: hand,
    publications,
  };
}

function inside(...participants: Participant[]): RoomState {
  return { ...door, phase: "in-room", self: "me", participants: [participant("me"), ...participants] };
}

function line(number: number, writer: string, text: string, more: Partial<ChatLine> = {}) {
  return { kind: "line", line: { ...chatLine(number, text, writer), name: writer.toUpperCase(), ...more } } as const;
}

const viewsOf = (state: RoomState) => new PersonViews().of(state);

test("who sends no microphone or a muted one is muted", () => {
  const microphone = { id: "m", source: "microphone", muted: false } as const;
  const state = inside(participant("a"), participant("b", [microphone]), participant("c", [{ ...microphone, muted: true }]));
  assert.deepEqual(viewsOf(state).slice(1).map(({ muted }) => muted), [true, false, true]);
});

test("oneself is as muted as one's own switch says, before the server knows", () => {
  const state = inside();
  assert.equal(viewsOf(state)[0]?.muted, true);
  const on = { ...state, devices: { ...state.devices, microphone: "on" } } as const;
  assert.equal(viewsOf(on)[0]?.muted, false);
});

test("a camera is shown while it arrives and is not muted", () => {
  const camera = { id: "c", source: "camera", muted: false } as const;
  const tracks = [{ publication: "c", participant: "a", source: "camera", track }] as const;
  assert.equal(viewsOf({ ...inside(participant("a", [camera])), tracks })[1]?.camera, track);
  assert.equal(viewsOf({ ...inside(participant("a", [{ ...camera, muted: true }])), tracks })[1]?.camera, null);
  assert.equal(viewsOf(inside(participant("a", [camera])))[1]?.camera, null);
});

test("hands stand in a queue by when they went up", () => {
  const state = inside(participant("a", [], 20), participant("b"), participant("c", [], 10));
  assert.deepEqual(viewsOf(state).map(({ hand }) => hand), [null, 2, null, 1]);
});

test("a level of the microphone makes no new list", () => {
  const views = new PersonViews();
  const state = inside(participant("a"));
  const before = views.of(state);
  assert.equal(views.of({ ...state, devices: { ...state.devices, level: 0.7 } }), before);
  assert.notEqual(views.of({ ...state, speaking: new Map([["a", 80]]) }), before);
});

test("coming, going, hands and lines of others are told; what one did oneself is not", () => {
  const before = inside(participant("a"));
  const told = (after: RoomState) => newsBetween(before, after);
  assert.deepEqual(told(inside(participant("a"), participant("b"))), ["news-came"]);
  assert.deepEqual(told(inside()), ["news-went"]);
  assert.deepEqual(told(inside(participant("a", [], 5))), ["news-hand"]);
  assert.deepEqual(told({ ...before, chat: [line(1, "a", "hello"), line(2, "me", "hi")] }), ["news-wrote"]);
  assert.deepEqual(told({ ...before, participants: [participant("me", [], 5), participant("a")] }), []);
});

test("being mentioned and a reaction to one's own line are told apart from what is merely written", () => {
  const before = { ...inside(participant("a")), chat: [line(1, "me", "mine"), line(2, "a", "theirs")] };
  const told = (...chat: RoomState["chat"]) => newsBetween(before, { ...before, chat });
  const heart = [{ emoji: "heart", participants: ["a", "me"] }] as const;
  const [mine, theirs] = before.chat as [RoomState["chat"][number], RoomState["chat"][number]];
  assert.deepEqual(told(mine, theirs, line(3, "a", "@ME", { mentions: ["me"] })), ["news-mentioned"]);
  assert.deepEqual(told(line(1, "me", "mine", { reactions: heart }), theirs), ["news-line-reaction"]);
  assert.deepEqual(told(mine, line(2, "a", "theirs", { reactions: heart })), []);
  assert.deepEqual(told(mine, line(2, "a", "", { deleted_at_ms: 5 })), []);
});

test("older lines that are looked up are no news", () => {
  const before = { ...inside(participant("a")), chat: [line(9, "a", "nine")] };
  assert.deepEqual(newsBetween(before, { ...before, chat: [line(8, "a", "eight"), ...before.chat] }), []);
});

test("coming in says so once, not everybody who was there before and all they wrote", () => {
  const after = { ...inside(participant("a")), chat: [line(1, "a", "hello")] };
  assert.deepEqual(newsBetween(door, after), ["news-in"]);
});

test("a connection that is back says so", () => {
  const state = inside();
  assert.deepEqual(newsBetween({ ...state, phase: "reconnecting" }, state), ["news-connected"]);
});

test("seats of a theme become per cent of its drawing", () => {
  const [seat] = sceneOf({
    title: "", welcome: "", scene: "/s.svg", ratio: 16 / 9, near: 1, middle: 50, seats: [{ x: 800, y: 447, scale: 1 }],
  }).seats;
  assert.deepEqual(seat, { x: 50, y: 50, width: 10 });
});
