import { describe, expect, test } from "vitest";
import { dctBasis, mfcc } from "../../src/dsp/mfcc.js";
import { powerToDb } from "../../src/dsp/powerToDb.js";

const frame = (values: number[]): { rows: number; cols: number; data: Float64Array } => ({
  rows: 1,
  cols: values.length,
  data: Float64Array.from(values),
});

describe("mel-frequency cepstral coefficients", () => {
  test("of a flat spectrum are its level times the square root of its bands", () => {
    const [c0, ...others] = mfcc(frame(new Array<number>(128).fill(-40))).data;
    expect(c0).toBeCloseTo(-40 * Math.sqrt(128), 10);
    for (const other of others) expect(other).toBeCloseTo(0, 10);
  });

  test("find a cosine over the bands in the coefficient of its number", () => {
    const cosine = Array.from({ length: 128 }, (_, m) => Math.cos((Math.PI * 5 * (2 * m + 1)) / 256));
    const coefficients = mfcc(frame(cosine)).data;
    expect(coefficients[5]).toBeCloseTo(Math.sqrt(64), 10);
    expect(coefficients[4]).toBeCloseTo(0, 10);
  });

  test("come from an orthonormal basis", () => {
    const { data } = dctBasis(13, 128);
    const inner = (a: number, b: number): number =>
      data.subarray(a * 128, (a + 1) * 128).reduce((sum, value, m) => sum + value * data[b * 128 + m]!, 0);
    expect(inner(0, 0)).toBeCloseTo(1, 12);
    expect(inner(7, 7)).toBeCloseTo(1, 12);
    expect(inner(3, 8)).toBeCloseTo(0, 12);
  });

  test("are between one and as many as the bands", () => {
    for (const nMfcc of [0, 4, 1.5])
      expect(() => mfcc(frame([1, 2, 3]), nMfcc)).toThrow(`nMfcc: expected an integer from 1 to 3, received ${nMfcc}`);
    expect(mfcc(frame([1, 2, 3]), 1).cols).toBe(1);
    expect(mfcc(frame([1, 2, 3]), 3).cols).toBe(3);
  });

  test("are those of each frame alone", () => {
    const [first, second] = [
      [1, 5, 2, 8],
      [3, -4, 0, 6],
    ] as const;
    const both = { rows: 2, cols: 4, data: Float64Array.of(...first, ...second) };
    expect([...mfcc(both, 3).data]).toEqual([...mfcc(frame([...first]), 3).data, ...mfcc(frame([...second]), 3).data]);
  });
});

describe("decibels", () => {
  test("are ten times the logarithm, not below -100", () => {
    expect([...powerToDb(frame([1e-6, 1e-9, 1e-12])).data].map(Math.round)).toEqual([-60, -90, -100]);
  });

  test("end 80 below the loudest", () => {
    expect([...powerToDb(frame([1, 1e-5, 1e-9])).data].map(Math.round)).toEqual([0, -50, -80]);
  });
});
