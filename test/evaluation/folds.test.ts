import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { actorFolds, missingClasses } from "../../src/evaluation/folds.js";

const actors = [9, 1, 2, 1, 3, 4, 2, 6, 7, 9];

describe("actorFolds", () => {
  test("deals up to 24 actors in turn, whatever their classes, and balances the classes of more", () => {
    // The classes of the actors with even numbers are rare ones; dealt in turn into two folds, they lie together.
    const heldOut = (nActors: number) => {
      const each = Array.from({ length: nActors }, (_, i) => i);
      return actorFolds(
        each,
        2,
        each.map((actor) => actor % 2),
      ).map((fold) => fold.heldOut.filter((actor) => actor % 2 === 0).length);
    };
    expect(heldOut(24)).toEqual([12, 0]);
    expect(heldOut(26).toSorted((a, b) => a - b)).toEqual([6, 7]);
    expect(heldOut(25).toSorted((a, b) => a - b)).toEqual([6, 7]);
  });

  test("balances classes by whole speakers: the most uneven first, each where the shares stay the most even", () => {
    // Thirty speakers of one recording each and three of ten: the large ones are placed first, one a fold.
    const speakers = [
      ...Array.from({ length: 30 }, (_, i) => i),
      ...Array.from({ length: 30 }, (_, i) => 30 + (i % 3)),
    ];
    const y = speakers.map((speaker) => (speaker >= 30 ? 2 : speaker % 2));
    const folds = actorFolds(speakers, 3, y);
    expect(folds.map((fold) => fold.heldOut.filter((speaker) => speaker >= 30))).toEqual([[30], [31], [32]]);
    for (const { test } of folds) {
      const counts = [0, 1, 2].map((label) => Array.from(test).filter((r) => y[r] === label).length);
      expect(counts).toEqual([5, 5, 10]);
    }
  });

  test("deals the actors in ascending order round-robin", () => {
    expect(actorFolds(actors, 3).map((fold) => fold.heldOut)).toEqual([
      [1, 4, 9],
      [2, 6],
      [3, 7],
    ]);
  });

  test("tests each row exactly once", () => {
    const tested = actorFolds(actors, 3).flatMap((fold) => [...fold.test]);
    expect(tested.sort((a, b) => a - b)).toEqual([...actors.keys()]);
  });

  test("trains on every row it does not test on", () => {
    for (const { train, test } of actorFolds(actors, 3))
      expect([...train, ...test].sort((a, b) => a - b)).toEqual([...actors.keys()]);
  });

  test("keeps each actor on one side", () => {
    for (const { train, test } of actorFolds(actors, 3)) {
      const trained = new Set(Array.from(train, (r) => actors[r]));
      expect(Array.from(test, (r) => actors[r]).filter((actor) => trained.has(actor))).toEqual([]);
    }
  });

  test("makes one fold an actor where more folds than actors are wanted", () => {
    expect(actorFolds([5, 5, 8, 3], 10).map((fold) => fold.heldOut)).toEqual([[3], [5], [8]]);
  });

  test("distributes more speakers than RAVDESS has so that every fold has a similar share of each class, without splitting a speaker", () => {
    // 40 speakers; the first ten express class 1 alone and have the most recordings, the others mostly class 0.
    const speakers: number[] = [];
    const y: number[] = [];
    for (let speaker = 0; speaker < 40; speaker++)
      for (let i = 0; i < (speaker < 10 ? 12 : 6); i++) {
        speakers.push(speaker);
        y.push(speaker < 10 || i === 0 ? 1 : 0);
      }
    const folds = actorFolds(speakers, 5, y);
    expect(folds.flatMap(({ heldOut }) => heldOut).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 40 }, (_, i) => i),
    );
    for (const { test: rows } of folds) {
      const ones = Array.from(rows).filter((r) => y[r] === 1).length;
      expect(ones).toBe(150 / 5);
      expect(rows.length - ones).toBe(150 / 5);
    }
    expect(actorFolds(speakers, 5, y)).toEqual(folds);
  });

  test("holds out actors of every stratum alike where strata are given, whatever their numbers", () => {
    // RAVDESS's: men have odd numbers. Dealt without their gender, 1 and 9 would be held out together.
    const all = Array.from({ length: 16 }, (_, i) => i + 1);
    const folds = actorFolds(
      all,
      8,
      undefined,
      all.map((actor) => 1 - (actor % 2)),
    );
    expect(folds.map(({ heldOut }) => heldOut.map((actor) => actor % 2).sort())).toEqual(Array(8).fill([0, 1]));
    expect(folds.flatMap(({ heldOut }) => heldOut).sort((a, b) => a - b)).toEqual(all);
    expect(actorFolds(all, 8, undefined, Array(16).fill(3))).toEqual(actorFolds(all, 8));
  });

  test("holds out strata alike among more speakers than RAVDESS has, too", () => {
    // Thirty speakers; every third is a woman, the classes are as many of each.
    const speakers = Array.from({ length: 120 }, (_, r) => Math.floor(r / 4));
    const y = speakers.map((_, r) => r % 2);
    const folds = actorFolds(
      speakers,
      5,
      y,
      speakers.map((speaker) => (speaker % 3 === 0 ? 1 : 0)),
    );
    expect(folds.map(({ heldOut }) => heldOut.filter((speaker) => speaker % 3 === 0).length)).toEqual([2, 2, 2, 2, 2]);
    expect(folds.map(({ heldOut }) => heldOut.length)).toEqual([6, 6, 6, 6, 6]);
  });

  test("rejects one actor alone, saying how many it found", () => {
    expect(() => actorFolds([4, 4, 4], 5)).toThrow(
      "actors: expected at least 2 different actors for 5 folds, received 1",
    );
  });

  test.each([0, 1, 2.5, Number.NaN])("rejects %d folds", (nSplits) => {
    expect(() => actorFolds(actors, nSplits)).toThrow(/^nSplits: expected an integer of at least 2/);
  });
});

describe("missingClasses", () => {
  test("finds nothing where every side holds every class", () => {
    expect(missingClasses([0, 1, 0, 1], actorFolds([1, 1, 2, 2], 2), 2)).toEqual([]);
  });

  test("reports the missing classes of each side of each fold", () => {
    expect(missingClasses([0, 1, 0, 0], actorFolds([1, 1, 2, 2], 2), 2)).toEqual([
      { fold: 0, side: "train", label: 1 },
      { fold: 1, side: "test", label: 1 },
    ]);
  });
});

const golden = path.join(process.env.SER_GOLDEN ?? "../shared/golden", "hq/sklearn-forest.json");
const without = existsSync(golden) ? "" : ` (skipped: no reference values at ${golden}; set SER_GOLDEN)`;

describe.skipIf(without !== "")(`the reference's folds${without}`, () => {
  test.each(["women", "men", "all"])("are reproduced for %s", (set) => {
    const { sets } = JSON.parse(readFileSync(golden, "utf8")) as { sets: Record<string, { folds: number[][] }> };
    const { folds } = sets[set]!;
    expect(actorFolds(folds.flat(), folds.length).map((fold) => fold.heldOut)).toEqual(folds);
  });
});
