import { describe, expect, test } from "vitest";
import { Random, mix, treeKey } from "../../src/forest/nodeRandom.js";

describe("Random", () => {
  test("draws the same numbers again from the same key", () => {
    const draw = () => {
      const random = new Random(treeKey(42, 7));
      return Array.from({ length: 20 }, () => random.nextWord());
    };
    expect(draw()).toEqual(draw());
  });

  test("draws other numbers for another tree and another seed", () => {
    const first = (seed: number, tree: number) => new Random(treeKey(seed, tree)).nextWord();
    expect(new Set([first(0, 0), first(0, 1), first(1, 0), first(1, 1)]).size).toBe(4);
  });

  test("draws the published values of xoroshiro64**", () => {
    const random = new Random({ high: 1, low: 2 });
    const published = [3802928447, 813792938, 1618621494, 2955957307, 3252880261, 1129983909, 2539651700, 1327610908];
    expect(published.map(() => random.nextWord())).toEqual(published);
  });

  test("scales a word to the bound", () => {
    const word = new Random({ high: 1, low: 2 }).nextWord();
    for (const bound of [1, 2, 1000]) {
      expect(new Random({ high: 1, low: 2 }).below(bound)).toBe(Math.floor((word / 2 ** 32) * bound));
    }
  });

  test("starts the all-zero key, which the generator could not leave, at (1, 0)", () => {
    const random = new Random({ high: 0, low: 0 });
    const expected = [3802928447, 3134575995, 1411955750, 4142824446];
    expect(expected.map(() => random.nextWord())).toEqual(expected);
    // With one word above 0 the key itself is the state.
    expect(new Random({ high: 0, low: 1 }).nextWord()).toBe(0);
  });

  test("leaves even the all-zero key", () => {
    const random = new Random({ high: 0, low: 0 });
    expect(new Set(Array.from({ length: 50 }, () => random.nextWord())).size).toBe(50);
  });

  test("draws every value below a bound about equally often", () => {
    const random = new Random(treeKey(3, 0));
    const counts = new Int32Array(12);
    for (let i = 0; i < 12_000; i++) counts[random.below(12)]!++;
    // A count of 1000 has a standard deviation of 30; five of them.
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  test("draws about equally often in the first draw of neighbouring nodes", () => {
    const counts = new Int32Array(12);
    for (let node = 0; node < 12_000; node++) {
      counts[new Random({ high: mix(5, node), low: mix(6, node) }).below(12)]!++;
    }
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  test("shuffles in the order of Fisher and Yates", () => {
    const values = Int32Array.from({ length: 10 }, (_, i) => i);
    new Random(treeKey(1, 1)).shuffle(values);
    expect([...values]).toEqual([4, 8, 1, 5, 7, 0, 3, 2, 6, 9]);
  });

  test("draws nothing to shuffle a single value", () => {
    const random = new Random(treeKey(1, 1));
    random.shuffle(Int32Array.of(7));
    expect(random.nextWord()).toBe(new Random(treeKey(1, 1)).nextWord());
  });

  test("shuffles without losing a value", () => {
    const values = Int32Array.from({ length: 100 }, (_, i) => i);
    new Random(treeKey(1, 1)).shuffle(values);
    expect(values[0] === 0 && values[1] === 1 && values[2] === 2).toBe(false);
    expect(Array.from(values).sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
  });
});

describe("mix", () => {
  // From an implementation in Python of MurmurHash3's finaliser.
  test("has the same values on every machine and in every version, so that a seed keeps its forest", () => {
    expect([mix(0, 0), mix(1, 0), mix(0, 1), mix(123, 7)]).toEqual([301794027, 1114155158, 3140136926, 3887188180]);
    expect(treeKey(42, 3)).toEqual({ high: 2182738040, low: 1219083757 });
  });

  test("is one to one in the word: 65,536 words give as many results", () => {
    expect(new Set(Array.from({ length: 65_536 }, (_, word) => mix(word, 1))).size).toBe(65_536);
  });
});
