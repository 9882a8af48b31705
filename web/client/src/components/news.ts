/** What changed in a room, in sentences for whoever listens to the page (pure). */
import { linesOf } from "../chat.js";
import { text } from "../i18n.js";
import type { ChatLine, Participant } from "../protocol.js";
import type { RoomState } from "../state.js";
import { shownBy } from "./shares.js";

/** The news between two states of the same visit. */
export function newsBetween(before: RoomState, after: RoomState): string[] {
  if (after.phase === "ended") return [];
  if (before.self === null && after.self !== null) return [text("news-in", { count: after.participants.length })];
  if (before.self === null) return [];
  return [...comingAndGoing(before, after), ...screens(before, after), ...hands(before, after), ...lines(before, after), ...files(before, after), ...connection(before, after)];
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

function screens(before: RoomState, after: RoomState): string[] {
  const own = Number(after.screen.track !== null) - Number(before.screen.track !== null);
  const sentences = own === 0 ? [] : [text(own > 0 ? "news-own-screen" : "news-own-screen-over")];
  if (before.participants === after.participants) return sentences;
  const earlier = new Map(before.participants.map((one) => [one.id, shownBy(one).length > 0]));
  for (const one of after.participants) {
    const shows = shownBy(one).length > 0;
    if (one.id === after.self || shows === (earlier.get(one.id) ?? false)) continue;
    sentences.push(shows ? text("news-shares", { name: one.name }) : text("news-shares-no-more", { name: one.name }));
  }
  return sentences;
}

function lines(before: RoomState, after: RoomState): string[] {
  if (before.chat === after.chat) return [];
  const known = new Map(linesOf(before.chat).map((line) => [line.number, line]));
  const latest = Math.max(0, ...known.keys());
  return linesOf(after.chat).flatMap((line) => {
    const earlier = known.get(line.number);
    if (line.number > latest) return line.participant === after.self ? [] : [written(line, after.self)];
    return earlier && earlier !== line && line.participant === after.self ? reactionsTo(earlier, line, after) : [];
  });
}

function written({ name, text: words, mentions }: ChatLine, self: string | null): string {
  const isMeant = self !== null && mentions.includes(self);
  return isMeant ? text("news-mentioned", { name, words }) : text("news-wrote", { name, words });
}

/** What others have newly felt about a line of one's own. */
function reactionsTo(earlier: ChatLine, line: ChatLine, { self, participants }: RoomState): string[] {
  const before = new Set(earlier.reactions.flatMap(({ emoji, participants: who }) => who.map((id) => `${emoji} ${id}`)));
  return line.reactions.flatMap(({ emoji, participants: who }) =>
    who.flatMap((id) => {
      if (id === self || before.has(`${emoji} ${id}`)) return [];
      const name = participants.find((one) => one.id === id)?.name ?? text("somebody");
      return [text("news-line-reaction", { name, reaction: text(`reaction-${emoji}`) })];
    }),
  );
}

function files(before: RoomState, after: RoomState): string[] {
  if (before.files === after.files) return [];
  const known = new Set(before.files.map(({ id }) => id));
  const news = after.files.filter(({ id, participant }) => !known.has(id) && participant !== after.self);
  return news.map(({ name, owner }) => text("news-shared", { name: owner, file: name }));
}

function connection(before: RoomState, after: RoomState): string[] {
  return before.phase === "reconnecting" && after.phase === "in-room" ? [text("news-connected")] : [];
}
