import { describe, expect, test } from "vitest";
import { type Protocol, type Rows, nestedPlan, searchFolds } from "../../src/evaluation/nestedCrossValidation.js";

/** Six actors, four trials each in two forms: trial t of an actor has class t mod 2. */
const rows: Rows = {
  actors: Array.from({ length: 48 }, (_, r) => Math.floor(r / 8) + 1),
  y: Array.from({ length: 48 }, (_, r) => Math.floor(r / 2) % 2),
  trials: Array.from({ length: 48 }, (_, r) => Math.floor(r / 2)),
};

describe.each<Protocol>(["byActor", "stratified"])("nestedPlan with an inner search %s", (protocol) => {
  const plan = () => nestedPlan(rows, 3, 4, protocol, 42);

  test("tests each row once in the outer folds", () => {
    expect(
      plan()
        .flatMap((fold) => [...fold.test])
        .sort((a, b) => a - b),
    ).toEqual(Array.from({ length: 48 }, (_, r) => r));
  });

  test("keeps the outer fold's actors out of its search", () => {
    for (const { heldOut, inner } of plan())
      for (const { train, test } of inner)
        expect([...train, ...test].filter((r) => heldOut.includes(rows.actors[r]!))).toEqual([]);
  });

  test("searches on all rows of the outer training side", () => {
    for (const { train, inner } of plan())
      expect(inner.flatMap((fold) => [...fold.test]).sort((a, b) => a - b)).toEqual([...train]);
  });

  test("never puts the forms of one trial on both sides", () => {
    for (const { train, test } of plan().flatMap((fold) => fold.inner)) {
      const trained = new Set(Array.from(train, (r) => rows.trials[r]));
      expect(Array.from(test, (r) => rows.trials[r]).filter((trial) => trained.has(trial))).toEqual([]);
    }
  });
});

describe("nestedPlan", () => {
  test("holds out data sets within the training side of each outer fold if the search is by data set", () => {
    const corpora = Array.from(rows.actors, (actor) => actor % 3);
    for (const { train, inner } of nestedPlan({ ...rows, corpora }, 2, 4, "byCorpus", 42)) {
      expect(inner.flatMap(({ test }) => [...test]).sort((a, b) => a - b)).toEqual([...train]);
      for (const { train: fit, test } of inner) {
        expect(new Set(Array.from(test, (r) => corpora[r])).size).toBe(1);
        expect(Array.from(fit, (r) => corpora[r])).not.toContain(corpora[test[0]!]);
      }
    }
  });

  test("gives every inner fold as many rows of each class if the search is stratified", () => {
    for (const { inner } of nestedPlan(rows, 3, 4, "stratified", 42))
      for (const { test } of inner)
        expect([0, 1].map((label) => test.filter((r) => rows.y[r] === label).length)).toEqual([4, 4]);
  });

  test("makes as many inner folds as there are actors left, where more are wanted", () => {
    expect(nestedPlan(rows, 6, 10, "byActor", 42).map((fold) => fold.inner.length)).toEqual([5, 5, 5, 5, 5, 5]);
  });

  test("rejects two actors, since the search would be left with one", () => {
    const two = { actors: [1, 1, 2, 2], y: [0, 1, 0, 1], trials: [1, 2, 3, 4] };
    expect(() => nestedPlan(two, 2, 2, "byActor", 42)).toThrow("actors: expected at least 2 different actors");
  });
});

describe("searchFolds", () => {
  test("makes two folds of two data sets", () => {
    const corpora = Array.from(rows.actors, (actor) => actor % 2);
    expect(searchFolds({ ...rows, corpora }, 5, "byCorpus", 42)).toHaveLength(2);
  });

  test("rejects actors of another length, also in a nested plan", () => {
    const wrong = { ...rows, actors: [1] };
    const message = "actors: expected one actor a row (48), received 1";
    expect(() => searchFolds(wrong, 5, "stratified", 42)).toThrow(message);
    expect(() => nestedPlan(wrong, 3, 4, "byActor", 42)).toThrow(message);
  });

  test("keeps each actor on one side if the protocol is by actor", () => {
    for (const { train, test } of searchFolds(rows, 5, "byActor", 42)) {
      const trained = new Set(Array.from(train, (r) => rows.actors[r]));
      expect(Array.from(test, (r) => rows.actors[r]).filter((actor) => trained.has(actor))).toEqual([]);
    }
  });

  test("holds out each data set once and as a whole where the protocol is by data set", () => {
    // The first three actors are of one data set, the fourth of a second, the others of a third.
    const corpora = Array.from(rows.actors, (actor) => (actor <= 3 ? 7 : actor === 4 ? 2 : 5));
    const folds = searchFolds({ ...rows, corpora }, 5, "byCorpus", 42);
    const heldOut = folds.map(({ test }) => [...new Set(Array.from(test, (r) => corpora[r]!))]);
    expect(heldOut.toSorted(([a = 0], [b = 0]) => a - b)).toEqual([[2], [5], [7]]);
    for (const { train, test } of folds) {
      expect([...train, ...test].sort((a, b) => a - b)).toEqual(Array.from({ length: 48 }, (_, r) => r));
      expect(Array.from(train, (r) => corpora[r]!)).not.toContain(corpora[test[0]!]);
    }
  });

  test.each([
    ["one data set", 1, { ...rows, corpora: new Array<number>(48).fill(1) }],
    ["none named", 0, rows],
  ])("rejects %s where the protocol is by data set", (_, received, given) => {
    expect(() => searchFolds(given, 5, "byCorpus", 42)).toThrow(
      `corpora: expected at least 2 different data sets, received ${received}`,
    );
  });

  test("gives every fold as many rows of each class if the protocol is stratified", () => {
    for (const { test } of searchFolds(rows, 4, "stratified", 42))
      expect([0, 1].map((label) => test.filter((r) => rows.y[r] === label).length)).toEqual([6, 6]);
  });

  test("rejects trials of another length", () => {
    expect(() => searchFolds({ ...rows, trials: [1] }, 5, "byActor", 42)).toThrow(
      "trials: expected one trial a row (48), received 1",
    );
  });
});
