import { expect, test } from "vitest";
import { InlineReadPolicy } from "../../../src/workers/extract/inlineReadPolicy.js";

/** Where each file is read, for a given number of files, concurrency and read time. */
function places(
  files: number,
  inHand: number,
  readMs: (file: number) => number | undefined,
  place = new InlineReadPolicy(),
): boolean[] {
  const begun: boolean[] = [];
  for (let over = 0; over < files; over++) {
    while (begun.length < Math.min(files, over + inHand)) begun.push(place.shouldReadInline());
    if (begun[over] === true) place.recordRead(readMs(over));
  }
  return begun;
}

const onThread = (places: readonly boolean[]): number => places.filter((is) => is).length / places.length;

test.each([1, 48, 1_000])("cached files are read by threads, with %i in progress, except the first", (inHand) => {
  expect(places(4_000, inHand, () => 0.1).slice(2_000)).not.toContain(false);
});

test.each([1, 48, 1_000])(
  "files on a slow disk are read ahead, except for a few probes, with %i in progress",
  (inHand) => {
    const share = onThread(places(10_000, inHand, () => 5));
    expect(share).toBeGreaterThan(0);
    expect(share).toBeLessThan(0.04);
  },
);

test("single slow reads of a thread that had to wait change nothing", () => {
  const read = places(4_000, 48, (file) => (file % 10 === 5 ? 100 : 0.1));
  expect(read.slice(100)).not.toContain(false);
});

test("threads read again once the disk is fast again, and stop once it is slow again", () => {
  const read = places(6_000, 48, (file) => (file < 1_000 || file >= 4_000 ? 5 : 0.1));
  expect(onThread(read.slice(100, 1_000))).toBeLessThan(0.1);
  expect(onThread(read.slice(2_000, 4_000))).toBe(1);
  expect(onThread(read.slice(4_200))).toBeLessThan(0.1);
});

test("files that threads decline do not count as probes", () => {
  const read = places(4_000, 48, (file) => (file < 500 ? undefined : 0.1));
  expect(read.slice(1_000)).not.toContain(false);
});
