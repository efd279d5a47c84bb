import { describe, expect, test } from "vitest";
import { readRange } from "../../../src/dashboard/explore/recordingAudio.js";

describe("readRange of 100 bytes", () => {
  test.each([
    ["bytes=0-9", { start: 0, end: 10 }],
    ["bytes=90-", { start: 90, end: 100 }],
    ["bytes=-10", { start: 90, end: 100 }],
    ["bytes=-500", { start: 0, end: 100 }],
    ["bytes=90-500", { start: 90, end: 100 }],
  ])("reads %s", (header, range) => {
    expect(readRange(header, 100)).toEqual(range);
  });

  test.each([undefined, "bytes=-", "bytes=9-0", "bytes=0-1,3-4", "seconds=0-9"])("treats %s as the whole", (header) => {
    expect(readRange(header, 100)).toBeUndefined();
  });

  test.each(["bytes=100-", "bytes=-0"])("finds nothing at %s", (header) => {
    expect(readRange(header, 100)).toBe("unsatisfiable");
  });
});
