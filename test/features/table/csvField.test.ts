import { expect, test } from "vitest";
import { csvField } from "../../../src/features/table/csvField.js";

test.each([
  ["=1+2/a.wav", "'=1+2/a.wav"],
  ["@SUM(1+9)", "'@SUM(1+9)"],
  ["+1", "'+1"],
  ["-2+3", "'-2+3"],
  ["\t=1", "'\t=1"],
  ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
])("no spreadsheet treats the text %j as a formula", (text, field) => {
  expect(csvField(text)).toBe(field);
});

test.each(["Actor_01/a.wav", "a=b", "", "'quoted'"])("the text %j is unchanged", (text) => {
  expect(csvField(text)).toBe(text);
});
