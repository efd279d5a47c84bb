import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compareSurvivors, listedSurvivors, oneLine } from "../../scripts/mutationSurvivors.mjs";

describe("the survivors that test/mutation lists", () => {
  const listed = listedSurvivors();

  test("change something that their source still says, as often as they are listed", () => {
    const sources = new Map(listed.map(({ file }) => [file, readFileSync(file, "utf8").replace(/\s+/g, " ")]));
    const outdated = listed.filter(({ file, change }) => {
      const was = change.split(" → ")[0]!.replace(/…$/, "");
      const timesListed = listed.filter((other) => other.file === file && other.change === change).length;
      return sources.get(file)!.split(was).length - 1 < timesListed;
    });
    expect(outdated).toEqual([]);
  });

  test("each has a reason in a sentence", () => {
    expect(listed.filter(({ reason }) => !/^[A-Z].*\.$/s.test(reason))).toEqual([]);
  });
});

describe("a report of mutation tests", () => {
  const source = "const first = a < b;\nconst again = a < b;\nif (first) {\n  stop();\n}\n";
  const at = (line: number, column: number, endLine: number, endColumn: number) => ({
    start: { line, column },
    end: { line: endLine, column: endColumn },
  });
  const mutants = [
    { status: "Survived", location: at(1, 15, 1, 20), replacement: "a <= b" },
    { status: "NoCoverage", location: at(2, 15, 2, 20), replacement: "a <= b" },
    { status: "Killed", location: at(3, 5, 3, 10), replacement: "true" },
    { status: "Survived", location: at(3, 12, 5, 2), replacement: "{}" },
  ];
  const report = { files: { "src/dsp/a.ts": { source, mutants } } };
  const entry = (change: string) => ({ file: "src/dsp/a.ts", change, reason: "Both are equal." });

  test("names each survivor that is not listed, with its line", () => {
    expect(compareSurvivors(report, [entry("a < b → a <= b")]).unlisted).toEqual([
      { file: "src/dsp/a.ts", line: 2, change: "a < b → a <= b" },
      { file: "src/dsp/a.ts", line: 3, change: "{ stop(); } → {}" },
    ]);
  });

  test("names no survivor if all are listed", () => {
    const all = [entry("a < b → a <= b"), entry("a < b → a <= b"), entry("{ stop(); } → {}")];
    expect(compareSurvivors(report, all)).toEqual({ unlisted: [], outdated: [] });
  });

  test("names a listed change that a test detects meanwhile, but none of a file that it does not cover", () => {
    const listed = [entry("first → true"), { ...entry("a < b → a <= b"), file: "src/dsp/other.ts" }];
    expect(compareSurvivors(report, listed).outdated).toEqual([{ file: "src/dsp/a.ts", change: "first → true" }]);
  });

  test("shortens what it quotes to one line of 100 characters", () => {
    expect(oneLine(`${"a ".repeat(60)}\n b`)).toBe(`${"a ".repeat(50)}…`);
  });
});
