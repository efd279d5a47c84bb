import { expect, test } from "vitest";
import { ReadingPlace } from "../../../src/workers/extract/readingPlace.js";

/** Where each of so many files is read, if a thread's reads take as long as told. */
function places(place: ReadingPlace, files: number, readMs: (file: number) => number): boolean[] {
  return Array.from({ length: files }, (_, file) => {
    const isOnThread = place.isOnThread();
    if (isOnThread) place.took(readMs(file));
    return isOnThread;
  });
}

test("files that are at hand are read by threads, also where one read of many is slow", () => {
  expect(places(new ReadingPlace(), 2_000, (file) => (file % 100 === 50 ? 10 : 0.1))).not.toContain(false);
});

test("from a slow disk files are read ahead, and threads try again after some hundred", () => {
  const isOnThread = places(new ReadingPlace(), 1_200, () => 5);
  expect(isOnThread.indexOf(false)).toBeLessThanOrEqual(16);
  const share = isOnThread.filter((is) => is).length / isOnThread.length;
  expect(share).toBeGreaterThan(0);
  expect(share).toBeLessThan(0.05);
});

test("threads read again once the disk is fast again", () => {
  const isOnThread = places(new ReadingPlace(), 2_000, (file) => (file < 100 ? 5 : 0.1));
  expect(isOnThread.slice(-1_000)).not.toContain(false);
});
