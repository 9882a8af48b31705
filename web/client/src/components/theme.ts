/** A theme as the server tells it, made into a scene (pure). */
import type { Scene } from "./scene.js";

/** Drawings are this many units wide; an avatar is 160 units wide and stands 3 units into its seat. */
const DRAWING_WIDTH = 1600;
const AVATAR_WIDTH = 160;
const BELOW_FEET = 3;

export interface Theme {
  readonly title: string;
  /** How one is received here, in one line. */
  readonly welcome: string;
  readonly scene: string;
  readonly ratio: number;
  readonly near: number;
  readonly middle: number;
  readonly seats: readonly { readonly x: number; readonly y: number; readonly scale: number }[];
}

export function sceneOf({ scene, ratio, near, middle, seats }: Theme): Scene {
  const height = DRAWING_WIDTH / ratio;
  return {
    address: scene,
    ratio,
    near,
    middle,
    seats: seats.map(({ x, y, scale }) => ({
      x: (100 * x) / DRAWING_WIDTH,
      y: (100 * (y + BELOW_FEET * scale)) / height,
      width: (100 * AVATAR_WIDTH * scale) / DRAWING_WIDTH,
    })),
  };
}
