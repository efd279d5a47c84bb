import { expect, test } from "vitest";
import { framesWithin, limitNote } from "../../src/audio/audioReader.js";
import { quietly } from "../../src/audio/quietly.js";

test("a duration limit admits whole samples, at least one and no more than there are", () => {
  const within = (maxDurationSec: number): number => framesWithin(1_000, 100, { maxDurationSec });
  expect([0, 0.019, 2, 2.349, 10, 11, Infinity].map(within)).toEqual([1, 1, 200, 234, 1_000, 1_000, 1_000]);
});

test("the note on a limited recording says how long the whole is, if that is known", () => {
  const limit = { maxDurationSec: 360 };
  expect(limitNote(limit, 400.26)).toBe(
    "only the first 360 s of the recording, which lasts 400.3 s, were analysed (--max-duration)",
  );
  expect(limitNote(limit, undefined)).toBe("only the first 360 s of the recording, were analysed (--max-duration)");
});

test("a decoder's console output is silenced while it runs, and no longer, even if it throws", () => {
  const { error, log, warn } = console;
  const lines: unknown[] = [];
  const note = (line: unknown): void => void lines.push(line);
  Object.assign(console, { error: note, log: note, warn: note });
  try {
    const speak = (): number => {
      for (const method of ["error", "log", "warn"] as const) globalThis.console[method](method);
      return 7;
    };
    expect(quietly(speak)).toBe(7);
    expect(lines).toEqual([]);
    const fail = (): never => {
      throw new Error("no frames");
    };
    expect(() => quietly(fail)).toThrow("no frames");
    speak();
    expect(lines).toEqual(["error", "log", "warn"]);
  } finally {
    Object.assign(console, { error, log, warn });
  }
});
