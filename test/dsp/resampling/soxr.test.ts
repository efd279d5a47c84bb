import { describe, expect, test } from "vitest";
import { recordingNames, withoutRecordings } from "../../support/realRecordings.js";
import { recording } from "../agreement.js";
import { bySoxr, withoutLibsoxr } from "./libsoxr.js";
import { ratePairs, resampled, roughSignal } from "./soxrCases.js";

describe.skipIf(withoutLibsoxr)(`libsoxr itself, recipe HQ${withoutLibsoxr}`, () => {
  test.each(ratePairs)("agrees with our samples to the last bit from %i to %i Hz", (from, to) => {
    const samples = roughSignal(from, to);
    expectSame(resampled(samples, from, to), bySoxr(samples, from, to));
  });

  test.each([1, 2, 3, 100, 1467, 1468, 1469, 4404])("agrees with our samples for a signal of %i", (length) => {
    const samples = roughSignal(48_000, 16_000).subarray(0, length);
    expectSame(resampled(samples, 48_000, 16_000), bySoxr(samples.slice(), 48_000, 16_000));
  });

  test.skipIf(withoutRecordings)(`agrees with our samples for real recordings${withoutRecordings}`, () => {
    const names = recordingNames().filter((_, i) => i % 240 === 7);
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      const { samples, sampleRate } = recording(name);
      for (const rate of [16_000, 22_050, 1600])
        expectSame(resampled(samples, sampleRate, rate), bySoxr(samples, sampleRate, rate));
    }
  });
});

function expectSame(ours: Float32Array, theirs: Float32Array): void {
  expect(ours).toHaveLength(theirs.length);
  const differing = ours.findIndex((value, m) => !(value === theirs[m]));
  if (differing >= 0) expect.fail(`sample ${differing}: ${ours[differing]} instead of ${theirs[differing]}`);
}
