/** Who and what is large in the work view, and who stands beside it (pure). */
import type { PersonView } from "./person-view.js";
import type { ShareView } from "./shares.js";

/** One tile: a person, or a screen that is shown. */
export type Tile =
  | { readonly kind: "person"; readonly id: string; readonly person: PersonView }
  | { readonly kind: "share"; readonly id: string; readonly share: ShareView };

export interface Wishes {
  /** Tile that stays large whatever happens. */
  readonly pinned: string | null;
  /** Whether who speaks is large while nothing is shown. */
  readonly speakerIsLarge: boolean;
  /** Who of the others spoke last. */
  readonly lastSpeaker: string | null;
}

export interface Arrangement {
  readonly large: readonly Tile[];
  readonly others: readonly Tile[];
}

const LARGE_AT_MOST = 2;

export function arrange(people: readonly PersonView[], shares: readonly ShareView[], wishes: Wishes): Arrangement {
  const tiles: readonly Tile[] = [
    ...shares.map((share): Tile => ({ kind: "share", id: share.id, share })),
    ...people.map((person): Tile => ({ kind: "person", id: person.id, person })),
  ];
  const large = new Set(largeOf(tiles, wishes));
  return { large: tiles.filter((tile) => large.has(tile)), others: tiles.filter((tile) => !large.has(tile)) };
}

function largeOf(tiles: readonly Tile[], { pinned, speakerIsLarge, lastSpeaker }: Wishes): readonly Tile[] {
  const chosen = tiles.find(({ id }) => id === pinned);
  if (chosen) return [chosen];
  const shown = tiles.filter((tile) => tile.kind === "share" && !tile.share.showsItself);
  if (shown.length > 0) return shown.slice(0, LARGE_AT_MOST);
  const others = tiles.filter((tile) => tile.kind === "person" && !tile.person.isSelf);
  if (!speakerIsLarge || others.length === 0) return [];
  return [others.find(({ id }) => id === lastSpeaker) ?? (others[0] as Tile)];
}
