import { expect, test } from "vitest";
import { nearest } from "../../src/cli/nearest.js";

const options = ["--out", "--run", "--emotions", "--emotion-map", "--no-nested", "--grid"];

test.each([
  ["--ouput", "--out"],
  ["--otu", "--out"],
  ["--emotoins", "--emotions"],
  ["--emotion", "--emotions"],
  ["--nested", "--no-nested"],
  ["--threads", undefined],
  ["--x", undefined],
])("the option nearest to %s is %s", (typed, meant) => {
  expect(nearest(typed, options)).toBe(meant);
});
