import { describe, expect, test } from "vitest";
import { count, counted, duration, listed, percent, signed } from "../../../src/report/html/figures.js";

describe("duration", () => {
  test.each([
    [0.416, "0.42 s"],
    [12.34, "12.3 s"],
    [65, "1 min 05 s"],
    [119.7, "2 min 00 s"],
    [3720, "1 h 02 min"],
  ])("writes %d seconds as %s", (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
});

describe("count", () => {
  test.each([
    [0, "0"],
    [999, "999"],
    [1000, "1,000"],
    [1234567, "1,234,567"],
  ])("writes %d as %s", (value, text) => {
    expect(count(value)).toBe(text);
  });
});

describe("signed", () => {
  test.each([
    [0.0214, "+0.021"],
    [-0.0214, "−0.021"],
    [-0.0001, "0.000"],
  ])("writes %d as %s", (value, text) => {
    expect(signed(value)).toBe(text);
  });
});

describe("words around figures", () => {
  test("writes shares in whole percent", () => {
    expect(percent(0.5762)).toBe("58\u202f%");
  });

  test("distinguishes singular and plural", () => {
    expect([counted(1, "file"), counted(2, "file")]).toEqual(["1 file", "2 files"]);
  });

  test("joins names with commas and a last and", () => {
    expect([listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])]).toEqual([
      "",
      "a",
      "a and b",
      "a, b and c",
    ]);
  });
});
