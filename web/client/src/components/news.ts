/** What changed in a room, in sentences for whoever listens to the page (pure). */
import { text } from "../i18n.js";
import type { Participant } from "../protocol.js";
import type { RoomState } from "../state.js";

/** The news between two states of the same visit. */
export function newsBetween(before: RoomState, after: RoomState): string[] {
  if (after.phase === "ended") return [];
  if (before.self === null && after.self !== null) return [text("news-in", { count: after.participants.length })];
  if (before.self === null) return [];
  return [...comingAndGoing(before, after), ...hands(before, after), ...lines(before, after), ...connection(before, after)];
}

function comingAndGoing(before: RoomState, after: RoomState): string[] {
  if (before.participants === after.participants) return [];
  const came = missingFrom(before.participants, after.participants);
  const went = missingFrom(after.participants, before.participants);
  return [
    ...came.map(({ name }) => text("news-came", { name })),
    ...went.map(({ name }) => text("news-went", { name })),
  ];
}

function missingFrom(known: readonly Participant[], people: readonly Participant[]): readonly Participant[] {
  const ids = new Set(known.map(({ id }) => id));
  return people.filter(({ id }) => !ids.has(id));
}

function hands(before: RoomState, after: RoomState): string[] {
  if (before.participants === after.participants) return [];
  const wasDown = new Set(before.participants.filter((one) => one.hand_raised_at_ms === null).map(({ id }) => id));
  const raised = after.participants.filter((one) => one.hand_raised_at_ms !== null && wasDown.has(one.id));
  return raised.filter(({ id }) => id !== after.self).map(({ name }) => text("news-hand", { name }));
}

function lines(before: RoomState, after: RoomState): string[] {
  if (before.chat === after.chat) return [];
  const latest = Math.max(0, ...before.chat.map((entry) => (entry.kind === "line" ? entry.line.number : 0)));
  return after.chat.flatMap((entry) =>
    entry.kind === "line" && entry.line.number > latest && entry.line.participant !== after.self
      ? [text("news-wrote", { name: entry.line.name, words: entry.line.text })]
      : [],
  );
}

function connection(before: RoomState, after: RoomState): string[] {
  return before.phase === "reconnecting" && after.phase === "in-room" ? [text("news-connected")] : [];
}
