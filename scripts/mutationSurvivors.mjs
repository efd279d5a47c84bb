// StrykerJS reporter "survivors": compares the changes that no test detects with those that test/mutation/*.yaml lists,
// prints the differences and makes `npm run mutation` fail if a change is not listed.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const folder = "test/mutation";
const longest = 100;

/**
 * Every listed survivor: its file, its change ("a < b → a <= b") and why no test needs to detect it.
 * A change that a file contains twice is listed twice. test/mutation/reasons.yaml gives the common reasons short names.
 */
export function listedSurvivors(directory = folder) {
  const reasons = readYaml(join(directory, "reasons.yaml"));
  return readdirSync(directory)
    .filter((name) => name.endsWith(".yaml") && name !== "reasons.yaml")
    .flatMap((name) => Object.entries(readYaml(join(directory, name))))
    .flatMap(([file, byReason]) =>
      Object.entries(byReason).flatMap(([reason, changes]) =>
        changes.map((change) => ({ file, change, reason: reasons[reason] ?? reason })),
      ),
    );
}

/**
 * @param report a report in the mutation-testing-report schema
 * @param listed what `listedSurvivors` returns
 * @returns survivors that are not listed, and listed changes that tests now detect, for the files of the report
 */
export function compareSurvivors(report, listed) {
  const unlisted = [];
  const outdated = [];
  for (const [file, { source, mutants }] of Object.entries(report.files)) {
    const remaining = listed.filter((entry) => entry.file === file);
    const changes = mutants.map((mutant) => ({ ...mutant, change: changeOf(source, mutant) }));
    for (const { status, change, location } of changes) {
      if (status !== "Survived" && status !== "NoCoverage") continue;
      const index = remaining.findIndex((entry) => entry.change === change);
      if (index < 0) unlisted.push({ file, line: location.start.line, change });
      else remaining.splice(index, 1);
    }
    const isDetected = (change) =>
      changes.some((mutant) => mutant.change === change && /^(Killed|Timeout)$/.test(mutant.status));
    outdated.push(...remaining.filter(({ change }) => isDetected(change)).map(({ change }) => ({ file, change })));
  }
  return { unlisted, outdated };
}

/** A mutant as the lists write it: source text → replacement, each in one line of at most 100 characters. */
function changeOf(source, { location, replacement }) {
  const lines = source.split("\n").slice(location.start.line - 1, location.end.line);
  lines[lines.length - 1] = lines.at(-1).slice(0, location.end.column - 1);
  lines[0] = lines[0].slice(location.start.column - 1);
  return `${oneLine(lines.join("\n"))} → ${oneLine(replacement ?? "")}`;
}

/** Whitespace becomes single spaces; text that is too long ends with "…". */
export function oneLine(text) {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

function readYaml(path) {
  return parse(readFileSync(path, "utf8")) ?? {};
}

class SurvivorsReporter {
  onMutationTestReportReady(report) {
    const { unlisted, outdated } = compareSurvivors(report, listedSurvivors());
    for (const { file, line, change } of unlisted)
      console.error(`Survivor that ${folder} does not list: ${file}:${line} ${change}`);
    for (const { file, change } of outdated)
      console.error(`A test now detects this change, remove it from ${folder}: ${file} ${change}`);
    if (unlisted.length > 0) process.exitCode = 1;
  }
}

export const strykerPlugins = [{ kind: "Reporter", name: "survivors", injectableClass: SurvivorsReporter }];
