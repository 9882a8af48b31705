/** The best grid for tiles in a given area (pure). */

export interface Grid {
  readonly columns: number;
  /** Size of a tile in CSS pixels, whole numbers. */
  readonly width: number;
  readonly height: number;
}

const WIDEST = 16 / 9;
const NARROWEST = 1;

/** The grid whose tiles are largest; between equals the one with fewer columns. */
export function bestGrid(tiles: number, width: number, height: number, gap: number): Grid {
  let best: Grid = { columns: 1, width: 0, height: 0 };
  for (let columns = 1; columns <= tiles; columns += 1) {
    const grid = gridOf(columns, Math.ceil(tiles / columns), width, height, gap);
    if (grid.width * grid.height > best.width * best.height * 1.01) best = grid;
  }
  return best;
}

function gridOf(columns: number, rows: number, width: number, height: number, gap: number): Grid {
  const widest = Math.max(0, (width - gap * (columns - 1)) / columns);
  const highest = Math.max(0, (height - gap * (rows - 1)) / rows);
  return {
    columns,
    width: Math.floor(Math.min(widest, highest * WIDEST)),
    height: Math.floor(Math.min(highest, widest / NARROWEST)),
  };
}

/** A face smaller than this is not worth its bits. */
const SMALLEST_TILE_PX = 112;
const A_PAGE = [25, 20, 16, 12, 9, 6] as const;
const FEWEST_A_PAGE = 4;

/** How many tiles an area shows at once before pages are turned. */
export function tilesAPage(width: number, height: number, gap: number): number {
  return A_PAGE.find((tiles) => bestGrid(tiles, width, height, gap).width >= SMALLEST_TILE_PX) ?? FEWEST_A_PAGE;
}
