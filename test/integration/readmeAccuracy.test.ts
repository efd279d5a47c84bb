import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { defaultGrid } from "../../src/evaluation/paramGrid.js";
import { runLocally } from "../../src/localRun/main.js";
import { temporaryDirectory } from "../support/corpus.js";
import { localOptions } from "../support/localOptions.js";
import { recordings, withoutRecordings } from "../support/realRecordings.js";

/** The cells of README's row that begins with this text, as numbers. */
function figuresOf(rowStart: string): number[] {
  const readme = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");
  const row = readme.split("\n").find((line) => line.startsWith(`| ${rowStart}`));
  return (row ?? "").split("|").slice(2, 5).map(Number);
}

describe.skipIf(withoutRecordings !== "")(`README's table of accuracy${withoutRecordings}`, () => {
  test("contains what the default run reaches on the real recordings", { timeout: 900_000 }, async () => {
    const grid = { name: "default", text: JSON.stringify(defaultGrid) };
    const options = localOptions(recordings, await temporaryDirectory(), {
      recipe: "best",
      convolutions: "auto",
      noisyCopies: "auto",
      grid,
    });
    const end = await runLocally(options);
    if (end.kind !== "done") throw new Error("stopped");
    const { recipes, functionals } = end.report;
    const macroF1Of = (recipe: string) => recipes?.compared.find((one) => one.recipe === recipe)?.macroF1;
    const rows = [
      ["`--recipe study`", macroF1Of("study")],
      ["`--recipe best`", macroF1Of("functionals")],
      ["the same, with 20", functionals?.enrolment?.find(({ pool, n }) => pool === "mixed" && n === 20)?.macroF1],
    ] as const;
    for (const [rowStart, reached] of rows) {
      const [all, women, men] = figuresOf(rowStart);
      expect.soft(reached?.all?.point, rowStart).toBeCloseTo(all!, 2);
      expect.soft(reached?.women?.point, rowStart).toBeCloseTo(women!, 2);
      expect.soft(reached?.men?.point, rowStart).toBeCloseTo(men!, 2);
    }
  });
});
