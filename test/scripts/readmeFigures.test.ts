import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { committable, readCommitted, textsWithFigures, withFigures } from "../../scripts/readmeFigures.mjs";
import { reportSchema } from "../../src/report/report.js";
import { fullReport } from "../support/sampleReports.js";

describe("the figures of README and docs/accuracy.md", () => {
  const committed = readCommitted();

  test("come from a report of the 960 real recordings, with its provenance and no name of a machine", () => {
    const report = reportSchema.parse(committed);
    expect(report).toMatchObject({ synthetic: false, source: "data/ravdess", files: { extracted: 960 } });
    expect(report.provenance).toMatchObject({ data: { recordings: 960 }, settings: { source: "data/ravdess" } });
    expect(report.provenance?.commit).toMatch(/^[0-9a-f]{40}$/);
  });

  test.each(textsWithFigures)("agree with the committed report in %s", (file) => {
    const text = readFileSync(file, "utf8");
    expect(withFigures(file, text, committed)).toBe(text);
  });

  test("are replaced from another report, cell by cell", () => {
    const other = structuredClone(committed) as {
      recipes: { compared: { recipe: string; macroF1: { all: { point: number } } }[] };
    };
    other.recipes.compared.find(({ recipe }) => recipe === "study")!.macroF1.all.point = 0.1234;
    const readme = readFileSync("README.md", "utf8");
    const written = withFigures("README.md", readme, other);
    const changed = written.split("\n").filter((line, i) => line !== readme.split("\n")[i]);
    expect(changed).toEqual([expect.stringMatching(/^\| `--recipe study`.*\| 0\.123 \|/)]);
  });

  test("are reported as missing if the text has lost their row", () => {
    expect(() => withFigures("README.md", "# Nothing", committed)).toThrow(
      'no row of a table begins with "| `--recipe study`"',
    );
  });

  test("contain no directories of the machine that made the report", () => {
    const full = fullReport();
    const settings = { ...full.provenance!.settings, source: "/home/anna/ravdess" };
    const provenance = { ...full.provenance!, settings, commandLine: "ser run /home/anna/ravdess --out out" };
    const here = { ...full, source: "/home/anna/ravdess", provenance };
    expect(JSON.stringify(committable(here))).not.toContain("/home/anna");
  });
});
