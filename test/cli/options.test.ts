import { expect, test } from "vitest";
import { genderOrAuto, womanOrMan } from "../../src/cli/options.js";

test.each([
  ["female", "woman"],
  ["F", "woman"],
  ["woman", "woman"],
  ["male", "man"],
  ["m", "man"],
] as const)("--gender reads %s as %s", (text, gender) => {
  expect(womanOrMan(text)).toBe(gender);
  expect(genderOrAuto(text)).toBe(gender);
});

test("--gender accepts auto only for predictions, and rejects other words", () => {
  expect(genderOrAuto("auto")).toBe("auto");
  expect(() => womanOrMan("auto")).toThrow("expected woman or man (or female, male, f, m)");
  expect(() => genderOrAuto("child")).toThrow("expected woman, man");
});
