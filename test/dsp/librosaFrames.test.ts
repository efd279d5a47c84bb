import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { FrameFeatures } from "../../src/dsp/featureVector.js";
import { createFeatureBackend } from "../../src/features/createFeatureBackend.js";
import type { Matrix } from "../../src/shared/matrix.js";
import { readNpy } from "../support/npy.js";
import { golden, recordingNames, withoutGolden } from "../support/realRecordings.js";
import { largest, recording } from "./agreement.js";

const descriptors: readonly [string, keyof Omit<FrameFeatures, "tuning">][] = [
  ["chroma", "chroma"],
  ["mfcc", "mfcc"],
  ["zcr", "zeroCrossingRate"],
  ["mel", "mel"],
  ["centroid", "centroid"],
  ["tonnetz", "tonnetz"],
];

/** |ours - librosa's| of every value against the range of its column. */
function errors(ours: Matrix, librosas: { cols: number; data: Float32Array }): number[] {
  const { cols, data } = librosas;
  return Array.from({ length: cols }, (_, c) => {
    const column = data.filter((_, i) => i % cols === c);
    const range = Math.max(...column) - Math.min(...column);
    return largest(column.map((value, t) => Math.abs(ours.data[t * cols + c]! - value) / range));
  });
}

/** Two recordings, one of them stereo, frame by frame at the rate they are stored at. */
describe.skipIf(withoutGolden)(`frame by frame, librosa${withoutGolden}`, () => {
  const folder = path.join(golden, "frames");
  const names = withoutGolden ? [] : [...new Set(readdirSync(folder).map((file) => file.slice(0, 20)))];
  const files = names.map((name) => recordingNames().find((file) => file.includes(name))!);

  const cases = files.flatMap((file) => (["typescript", "wasm-simd"] as const).map((kind) => ({ file, kind })));
  test.each(cases)("gives the values of the $kind engine, to a thousandth of their range: $file", ({ file, kind }) => {
    const { samples, sampleRate } = recording(file);
    const ours = createFeatureBackend({ kind }).frames(samples, sampleRate, sampleRate);
    for (const [name, descriptor] of descriptors) {
      const reference = readNpy(path.join(folder, `${path.basename(file, ".wav")}.${name}.npy`));
      expect(ours[descriptor]).toMatchObject({ rows: reference.rows, cols: reference.cols });
      expect(largest(errors(ours[descriptor], reference)), name).toBeLessThan(1e-3);
    }
  });
});
