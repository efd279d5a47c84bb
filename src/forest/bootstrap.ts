import { Random, type RandomKey, mix } from "./nodeRandom.js";

/**
 * Draws a tree's training rows with replacement.
 *
 * @param rows    the rows to draw from
 * @param nDraws  how many to draw
 * @param drawsOf receives the number of draws of each row of the dataset (0 for the others), shape [rows of the
 *                dataset]
 */
export function drawBootstrap(key: RandomKey, rows: Int32Array, nDraws: number, drawsOf: Int32Array): void {
  // A separate stream: the root's generator starts from the tree's key itself.
  const random = new Random({ high: mix(key.high, bootstrapSalt), low: mix(key.low, bootstrapSalt) });
  drawsOf.fill(0);
  for (let i = 0; i < nDraws; i++) drawsOf[rows[random.below(rows.length)]!]!++;
}

/** Any number that is not a side of a node (0 and 1). */
const bootstrapSalt = 2;
