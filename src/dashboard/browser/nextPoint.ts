export type Direction = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown";

export type Place = readonly [x: number, y: number];

/** A step sideways counts as three forwards: the eye follows the direction of the key. */
const sideways = 3;

const ahead: Readonly<Record<Direction, Place>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/**
 * The point that an arrow key selects on a map: the nearest one in that direction, preferably within 45 degrees.
 *
 * @param places pixels, y downwards
 * @returns index of the next point; `from` if there is none in that direction
 */
export function nextPoint(places: readonly Place[], from: number, direction: Direction): number {
  const [dx, dy] = ahead[direction];
  const [x0, y0] = places[from]!;
  let [best, min] = [from, Infinity];
  places.forEach(([x, y], i) => {
    const along = (x - x0) * dx + (y - y0) * dy;
    const aside = Math.abs((x - x0) * dy + (y - y0) * dx);
    if (along <= 0) return;
    const cost = along + sideways * aside + (aside > along ? outsideCost : 0);
    if (cost < min) [best, min] = [i, cost];
  });
  return best;
}

/** Wider than any map: points to the side are chosen only if there are none ahead. */
const outsideCost = 1e6;

export function isDirection(key: string): key is Direction {
  return key in ahead;
}
