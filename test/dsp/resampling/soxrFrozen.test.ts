import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Frozen, freeze, ratePairs, resampled, roughSignal } from "./soxrCases.js";

describe("a frozen reference of libsoxr 0.1.3, recipe HQ", () => {
  const frozen = JSON.parse(readFileSync(new URL("../../fixtures/soxr.json", import.meta.url), "utf8")) as Frozen[];

  test("contains every pair of rates", () => {
    expect(frozen.map(({ from, to }) => [from, to])).toEqual(ratePairs);
  });

  test.each(frozen)("is reproduced to the last bit from $from to $to Hz", (reference) => {
    const { from, to } = reference;
    expect(freeze(from, to, resampled(roughSignal(from, to), from, to))).toEqual(reference);
  });
});
