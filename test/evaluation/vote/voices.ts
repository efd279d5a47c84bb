import { seededRandom, shuffled } from "../../../src/evaluation/seededRandom.js";
import type { VoteRows } from "../../../src/evaluation/vote/voteData.js";
import { zeros } from "../../../src/shared/matrix.js";

/** Synthetic voices: each speaker has a different mean and spread, and each class shifts some columns. */
export function voices(
  options: {
    speakers?: number;
    perClass?: number;
    nClasses?: number;
    nAsked?: number;
    nColumns?: number;
    seed?: number;
    /** distance between voices */
    spread?: number;
  } = {},
): VoteRows {
  const { speakers: nSpeakers = 6, perClass = 4, nClasses = 4, nColumns = 40, seed = 1, spread = 0.5 } = options;
  const random = seededRandom(seed);
  const noise = (): number => (random.nextBelow(2_001) + random.nextBelow(2_001) - 2_000) / 1_000;
  const n = nSpeakers * nClasses * perClass;
  const X = zeros(n, nColumns);
  const y = new Int32Array(n);
  const speakers: number[] = [];
  let row = 0;
  for (let speaker = 1; speaker <= nSpeakers; speaker++) {
    const place = Array.from({ length: nColumns }, () => spread * noise());
    for (let k = 0; k < nClasses; k++)
      for (let i = 0; i < perClass; i++) {
        for (let c = 0; c < nColumns; c++)
          X.data[row * nColumns + c] = place[c]! + noise() + (c % nClasses === k ? 1 : 0);
        y[row++] = k;
        speakers.push(speaker);
      }
  }
  return { X, y, nAsked: options.nAsked ?? nClasses, speakers };
}

/** The same rows with their labels shuffled within each speaker. */
export function shuffledWithinSpeakers(rows: VoteRows, seed: number): VoteRows {
  const y = Int32Array.from(rows.y);
  for (const speaker of new Set(rows.speakers)) {
    const own = rows.speakers.flatMap((each, r) => (each === speaker ? [r] : []));
    const labels = shuffled(
      own.map((r) => rows.y[r]!),
      seededRandom(seed, speaker),
    );
    own.forEach((r, i) => (y[r] = labels[i]!));
  }
  return { ...rows, y };
}
