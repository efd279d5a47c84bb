import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { descriptorSize, frameDescriptors, nFrameValues } from "../../src/dsp/frameDescriptors.js";

test.each([
  ["nMels", descriptorSize("mel")],
  ["nChroma", descriptorSize("chroma")],
])("the kernels' size of %s equals that in the table of descriptors", (name, size) => {
  const memory = readFileSync(new URL("../../assembly/memory.ts", import.meta.url), "utf8");
  const [, found] = new RegExp(`^export const ${name}: i32 = (\\d+);$`, "m").exec(memory)!;
  expect(Number(found)).toBe(size);
});

test("no two descriptors share a name, and their sizes add up to a row's length", () => {
  expect(new Set(frameDescriptors.map(({ name }) => name)).size).toBe(frameDescriptors.length);
  expect(nFrameValues).toBe(161);
});
