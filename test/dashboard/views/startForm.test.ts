import { expect, test } from "vitest";
import { proposedName } from "../../../src/dashboard/views/startForm.js";

test.each([
  ["/data/ravdess", [], "ravdess"],
  ["/data/ravdess/", ["ravdess"], "ravdess-2"],
  ["s3://bucket/my voices", ["my-voices", "my-voices-2"], "my-voices-3"],
  ["/", [], "run"],
])("a run of %s beside the runs %j is proposed to be called %s", (source, taken, name) => {
  expect(proposedName(source, new Set(taken))).toBe(name);
});
