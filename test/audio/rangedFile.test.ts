import { expect, test } from "vitest";
import { fileInMemory } from "../../src/audio/rangedFile.js";

const bytes = Uint8Array.of(10, 11, 12, 13, 14);

test.each([
  ["a range", { start: 1, length: 3 }, [11, 12, 13], 1],
  ["a range up to the end", { start: 3, length: 2 }, [13, 14], 3],
  ["a range beyond the end", { start: 3, length: 9 }, [13, 14], 3],
  ["a range behind the end", { start: 9, length: 2 }, [], 5],
  ["the last bytes", { last: 2 }, [13, 14], 3],
  ["more last bytes than there are", { last: 9 }, [10, 11, 12, 13, 14], 0],
])("a file in memory gives %s", async (_, request, content, start) => {
  const read = await fileInMemory(bytes).read(request);
  expect({ ...read, bytes: [...read.bytes] }).toEqual({ bytes: content, start, size: 5 });
});

test("a file in memory gives several ranges in order", async () => {
  const ranges = await fileInMemory(bytes).readRanges([
    { start: 3, length: 1 },
    { start: 0, length: 2 },
  ]);
  expect(ranges).toEqual([
    { bytes: Uint8Array.of(13), start: 3, size: 5 },
    { bytes: Uint8Array.of(10, 11), start: 0, size: 5 },
  ]);
});

test("a file in memory as a whole is a copy", async () => {
  const whole = await fileInMemory(bytes).readAll();
  expect(whole).toEqual(bytes);
  expect(whole.buffer).not.toBe(bytes.buffer);
});
