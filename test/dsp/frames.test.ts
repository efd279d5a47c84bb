import { describe, expect, test } from "vitest";
import { centredFrames } from "../../src/dsp/frames.js";

describe("centred frames", () => {
  test("begin half a frame before the signal, and there is one for every started hop", () => {
    expect(centredFrames(5_119)).toEqual({ nFft: 2_048, hopLength: 512, nFrames: 10, firstStart: -1_024 });
    expect(centredFrames(5_120, { nFft: 64 })).toEqual({ nFft: 64, hopLength: 512, nFrames: 11, firstStart: -32 });
  });

  test("may have four samples and be one apart, and a signal may have one", () => {
    expect(centredFrames(1, { nFft: 4, hopLength: 1 })).toEqual({ nFft: 4, hopLength: 1, nFrames: 2, firstStart: -2 });
  });

  test.each([2, 1, 0, -8, 100, 8.5, NaN])("cannot have %d samples", (nFft) => {
    expect(() => centredFrames(100, { nFft })).toThrow("nFft: expected a power of two, at least 4, received");
  });

  test.each([0, -1, 1.5, NaN])("cannot be %d samples apart", (hopLength) => {
    expect(() => centredFrames(100, { hopLength })).toThrow("hopLength: expected an integer >= 1, received");
  });

  test("need a signal", () => {
    expect(() => centredFrames(0)).toThrow("samples.length: expected at least 1, received 0");
  });
});
