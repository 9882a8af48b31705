/** Who sits where in a scene (pure): nobody moves because somebody else comes or goes. */

/** A seat: its feet in per cent of the drawing, its width in per cent of the drawing's width. */
export interface Seat {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** Where the seat of oneself is, counted from 0: at the front, to the right. */
const OWN_SEAT = 1;

/** Seats, counted from 0, of all who find one. Oneself sits at the front; the others fill from the first. */
export function assignSeats(
  before: ReadonlyMap<string, number>,
  people: readonly { readonly id: string; readonly isSelf: boolean }[],
  seats: number,
): ReadonlyMap<string, number> {
  const assigned = new Map<string, number>();
  const own = Math.min(OWN_SEAT, seats - 1);
  const self = people.find(({ isSelf }) => isSelf);
  if (self && seats > 0) assigned.set(self.id, own);
  const taken = new Set(assigned.values());
  const others = people.filter(({ isSelf }) => !isSelf);
  const keep = (id: string, seat: number | undefined) => {
    if (seat === undefined || seat >= seats || taken.has(seat) || assigned.has(id)) return;
    assigned.set(id, seat);
    taken.add(seat);
  };
  for (const { id } of others) keep(id, before.get(id));
  const free = [...Array(seats).keys()].filter((seat) => !taken.has(seat) && seat !== own);
  for (const { id } of others) if (!assigned.has(id)) keep(id, free.shift());
  return assigned;
}

/** Where a seat lies on a tall stage: the circle closes up, the front row comes nearer. */
export function tallSeat(seat: Seat): { x: number; y: number } {
  const aside = seat.x - 50;
  const closer = Math.abs(aside) > 10 ? 0.6 : 0.87;
  return { x: 50 + aside * closer, y: seat.y > 75 ? seat.y + 8 : seat.y };
}
