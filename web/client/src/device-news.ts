/** What it means that the list of devices changed: what came, what went that was in use, and what is used now (pure). */
import type { DeviceChoice, DeviceNotice, Devices } from "./state.js";

type Lists = Pick<Devices, "microphones" | "cameras" | "speakers">;

/** What is in use, by kind; null is the system's own choice. */
export interface InUse {
  readonly microphone: string | null;
  readonly camera: string | null;
  readonly speaker: string | null;
}

const KINDS = [
  ["microphone", "microphones"],
  ["speaker", "speakers"],
  ["camera", "cameras"],
] as const;

/** Names of the system's own choice, beside the device itself. */
const ALIASES: ReadonlySet<string> = new Set(["default", "communications"]);

const without = (all: readonly DeviceChoice[], others: readonly DeviceChoice[]): readonly DeviceChoice[] =>
  all.filter(({ id }) => !ALIASES.has(id) && !others.some((other) => other.id === id));

/** The one thing worth saying, or null; what is lost comes before what is new. A first list is no news. */
export function deviceNews(before: Lists, after: Lists, inUse: InUse): DeviceNotice | null {
  for (const [kind, list] of KINDS) {
    const gone = without(before[list], after[list]).find(({ id }) => id === inUse[kind]);
    const next = after[list][0];
    if (gone !== undefined && next !== undefined && kind !== "camera")
      return { what: "went", kind, label: gone.label, id: gone.id, now: next.label };
  }
  for (const [kind, list] of KINDS) {
    const [came] = before[list].length === 0 ? [] : without(after[list], before[list]);
    if (came !== undefined) return { what: "came", kind, label: came.label, id: came.id, now: null };
  }
  return null;
}
