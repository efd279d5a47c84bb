import { expect, test } from "vitest";
import { isSyntheticMarker, syntheticMarkerName } from "../../src/corpus/syntheticCorpus.js";

test("recognises the marker under any prefix", () => {
  expect([syntheticMarkerName, `corpus/a/${syntheticMarkerName}`].every(isSyntheticMarker)).toBe(true);
});

test("takes neither a recording nor a name that merely ends alike for the marker", () => {
  const keys = ["Actor_01/03-01-03-02-01-01-01.wav", `NOT_${syntheticMarkerName}`, `${syntheticMarkerName}/x.wav`];
  expect(keys.some(isSyntheticMarker)).toBe(false);
});
