/** Which chime a change of the room asks for, if the visitor likes chimes. */
import type { Chimes } from "../chimes.js";
import type { RoomState } from "../state.js";
import { chosen } from "./choices.js";

export function ring(chimes: Chimes, before: RoomState, after: RoomState): void {
  if (after.phase === "ended") return chimes.close();
  if (before.self === null || after.self === null) return after.self === null ? undefined : chimes.begin();
  if (before.participants === after.participants || chosen("sounds") === false) return;
  const known = new Set(before.participants.map(({ id }) => id));
  const came = after.participants.some(({ id }) => !known.has(id));
  if (came) chimes.play("came");
  else if (after.participants.length < before.participants.length) chimes.play("went");
}
