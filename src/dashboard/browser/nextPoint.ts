export type Direction = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown";

export type Place = readonly [x: number, y: number];

/** A step to the side counts as three ahead: the eye follows the direction of the key. */
const sideways = 3;

const ahead: Readonly<Record<Direction, Place>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/**
 * Where an arrow key leads from a point of a map: to the nearest one that way, of those within 45 degrees of it where
 * there are any.
 *
 * @param places pixels, y downwards
 * @returns index of the next; `from` where nothing lies that way
 */
export function nextPoint(places: readonly Place[], from: number, direction: Direction): number {
  const [dx, dy] = ahead[direction];
  const [x0, y0] = places[from]!;
  let [best, least] = [from, Infinity];
  places.forEach(([x, y], i) => {
    const along = (x - x0) * dx + (y - y0) * dy;
    const aside = Math.abs((x - x0) * dy + (y - y0) * dx);
    if (along <= 0) return;
    const cost = along + sideways * aside + (aside > along ? outsideCost : 0);
    if (cost < least) [best, least] = [i, cost];
  });
  return best;
}

/** More than any map is wide: what lies aside is taken only where nothing lies ahead. */
const outsideCost = 1e6;

export function isDirection(key: string): key is Direction {
  return key in ahead;
}
