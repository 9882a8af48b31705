/** What the page shows after each thing that the server tells. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Joined, Participant } from "../src/protocol.js";
import { atTheDoor, reduce } from "../src/reduce.js";
import type { ServerEvent } from "../src/session.js";
import type { RoomState } from "../src/state.js";
import { ROOM, chatLine, person } from "./fake-server.js";

const CLOSED = { chatIsOpen: false };

const joined = (participants: Participant[], chat = [chatLine(1, "old", "you")], self = "me"): Joined => ({
  type: "joined",
  re: 1,
  participant: self,
  resume: "secret",
  room: ROOM,
  participants,
  chat,
  files: [],
  relays: [],
});

const after = (...events: ServerEvent[]): RoomState =>
  events.reduce((state, event) => reduce(state, event, CLOSED), atTheDoor(ROOM, 2));

const names = (state: RoomState): string[] => state.participants.map(({ id }) => id);

test("joining shows who is here and what was written, which is not unread", () => {
  const state = after(joined([person("you"), person("me")]));
  assert.equal(state.phase, "in-room");
  assert.equal(state.self, "me");
  assert.deepEqual(names(state), ["you", "me"]);
  assert.equal(state.chat.length, 1);
  assert.equal(state.unread, 0);
});

test("people keep the order in which they came, whatever changes about them", () => {
  const state = after(
    joined([person("you"), person("me")]),
    { type: "participant_joined", participant: person("third") },
    { type: "participant_changed", participant: { ...person("you"), hand_raised_at_ms: 5 } },
  );
  assert.deepEqual(names(state), ["you", "me", "third"]);
  assert.equal(state.participants[0]?.hand_raised_at_ms, 5);
});

test("who leaves takes voice, reaction and pictures along", () => {
  const before: RoomState = {
    ...after(
      joined([person("you"), person("me")]),
      { type: "speakers", speaking: [{ participant: "you", level: 80 }] },
      { type: "reacted", participant: "you", reaction: "heart" },
    ),
    tracks: [{ publication: "p", participant: "you", source: "camera", track: {} as MediaStreamTrack }],
  };
  assert.equal(before.speaking.get("you"), 80);
  const state = reduce(before, { type: "participant_left", participant: "you", reason: "left" }, CLOSED);
  assert.deepEqual(
    [names(state), state.speaking.size, state.reactions.size, state.tracks.length],
    [["me"], 0, 0, 0],
  );
});

test("an empty list of speakers ends all speaking", () => {
  const speaking = { type: "speakers", speaking: [{ participant: "you", level: 80 }] } as const;
  assert.equal(after(joined([person("you")]), speaking, { type: "speakers", speaking: [] }).speaking.size, 0);
});

test("a line counts as unread only while the chat is closed", () => {
  const state = after(joined([person("me")]), { type: "chat_written", line: chatLine(2, "new", "you") });
  assert.equal(state.unread, 1);
  const open = reduce(state, { type: "chat_written", line: chatLine(3, "more", "you") }, { chatIsOpen: true });
  assert.equal(open.unread, 0);
});

test("coming back after a long cut shows missed lines as unread and nobody twice", () => {
  const state = after(
    joined([person("you"), person("me")]),
    joined([person("you"), person("me")], [chatLine(1, "old", "you"), chatLine(2, "missed", "you")]),
  );
  assert.deepEqual(names(state), ["you", "me"]);
  assert.deepEqual([state.chat.length, state.unread], [2, 1]);
});
