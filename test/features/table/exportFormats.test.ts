import { expect, test } from "vitest";
import { exportFormatOf } from "../../../src/features/table/exportFormats.js";

test.each([
  ["out/x.csv", "csv"],
  ["x.PARQUET", "parquet"],
  ["x.pq", "parquet"],
  ["x.ndjson", "jsonl"],
  ["a.csv/x.arff", "arff"],
  ["a.csv/x", undefined],
  ["csv", undefined],
  ["x.xls", undefined],
])("the name %s selects the format %s", (path, format) => {
  expect(exportFormatOf(path)).toBe(format);
});
