import { expect, test } from "vitest";
import { isSyntheticMarker, syntheticMarkerName } from "../../src/corpus/syntheticCorpus.js";

test("recognises the marker under any prefix", () => {
  expect([syntheticMarkerName, `corpus/a/${syntheticMarkerName}`].every(isSyntheticMarker)).toBe(true);
});

test("does not mistake a recording or a name with the same ending for the marker", () => {
  const keys = ["Actor_01/03-01-03-02-01-01-01.wav", `NOT_${syntheticMarkerName}`, `${syntheticMarkerName}/x.wav`];
  expect(keys.some(isSyntheticMarker)).toBe(false);
});
