/** What this browser remembers of how one likes the room: each on, off, or never chosen. */
import { Memory } from "../storage.js";

export type Choice = "contrast" | "sounds" | "speaker-large";

const memory = new Memory(() => localStorage);
const listeners = new Set<() => void>();
/** Also for browsers that keep nothing. */
const now = new Map<Choice, boolean>();

const keyOf = (choice: Choice): string => `madang.choice.${choice}`;

/** null: never chosen. */
export function chosen(choice: Choice): boolean | null {
  const stored = now.get(choice) ?? memory.read(keyOf(choice));
  return typeof stored === "boolean" ? stored : null;
}

export function choose(choice: Choice, on: boolean): void {
  now.set(choice, on);
  memory.write(keyOf(choice), on);
  for (const listener of listeners) listener();
}

/** Call `listener` when something is chosen; the answer stops that. */
export function onChoice(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
