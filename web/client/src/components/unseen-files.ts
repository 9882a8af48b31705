/** How many files others have laid into the room while one looked at neither files nor chat (pure but for its memory). */
import type { RoomState } from "../state.js";

export class UnseenFiles {
  #seen: ReadonlySet<string> | null = null;

  /** `isLooking`: the panel of files or of the chat is open. */
  of({ self, files }: RoomState, isLooking: boolean): number {
    if (self === null) return 0;
    // What lay there when one came is no news.
    if (this.#seen === null || isLooking) this.#seen = new Set(files.map(({ id }) => id));
    const seen = this.#seen;
    return files.filter(({ id, participant }) => participant !== self && !seen.has(id)).length;
  }
}
