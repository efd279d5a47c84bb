import { expect, test } from "vitest";
import { proposedName } from "../../../src/dashboard/views/startForm.js";

test.each([
  ["/data/ravdess", [], "ravdess"],
  ["/data/ravdess/", ["ravdess"], "ravdess-2"],
  ["s3://bucket/my voices", ["my-voices", "my-voices-2"], "my-voices-3"],
  ["/", [], "run"],
])("the proposed name for a run of %s, with existing runs %j, is %s", (source, taken, name) => {
  expect(proposedName(source, new Set(taken))).toBe(name);
});
