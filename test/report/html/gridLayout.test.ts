import { describe, expect, test } from "vitest";
import { defaultGrid, defaultParams, expandGrid, gridOf, searchCandidates } from "../../../src/evaluation/paramGrid.js";
import { layOutGrid, spansOf } from "../../../src/report/html/gridLayout.js";

describe("layOutGrid", () => {
  const layout = layOutGrid(expandGrid(defaultGrid), 8);

  test("makes columns of the first parameters, as many as fit, and rows of the others", () => {
    expect(layout.columnNames).toEqual(["nEstimators", "maxDepth"]);
    expect(layout.rowNames).toEqual(["maxFeatures", "maxSamples", "criterion"]);
  });

  test("gives every candidate its cell", () => {
    expect(layout.cells.flat().sort((a, b) => a! - b!)).toEqual(Array.from({ length: 96 }, (_, i) => i));
  });

  test("leaves out parameters that do not vary", () => {
    const { columnNames, rowNames } = layOutGrid(expandGrid(gridOf({ maxDepth: [5, 10] })), 8);
    expect([columnNames, rowNames]).toEqual([["maxDepth"], []]);
  });

  test("leaves a cell empty if a combination was not tried", () => {
    const { cells } = layOutGrid(searchCandidates(gridOf({ maxDepth: [5], maxSamples: [{ count: 9 }] })), 2);
    expect(cells.flat().filter((index) => index !== undefined)).toHaveLength(3);
    expect(cells.flat()).toHaveLength(6);
  });

  test("makes one cell for one candidate", () => {
    expect(layOutGrid([defaultParams], 8).cells).toEqual([[0]]);
  });

  test("makes rows of everything if no parameter fits in the columns", () => {
    const depths = Array.from({ length: 9 }, (_, i) => i + 1);
    const { columns, rows } = layOutGrid(expandGrid(gridOf({ maxDepth: depths })), 8);
    expect([columns.length, rows.length]).toEqual([1, 9]);
  });
});

describe("spansOf", () => {
  const combos = [
    ["100", "5"],
    ["100", "10"],
    ["200", "5"],
    ["200", "10"],
  ];

  test("joins adjacent cells that share their first values", () => {
    expect(spansOf(combos, 0)).toEqual([
      { text: "100", start: 0, length: 2 },
      { text: "200", start: 2, length: 2 },
    ]);
  });

  test("does not join equal values under different headers", () => {
    const bothFive = [
      ["100", "5"],
      ["200", "5"],
    ];
    expect(spansOf(bothFive, 1).map((span) => span.length)).toEqual([1, 1]);
  });
});
