/*
 * The figures in README.md and docs/accuracy.md come from one committed report, docs/report/ravdess.json.
 *
 *   npm run readme:figures                          writes the committed report's figures into the texts
 *   npm run readme:figures -- out/may/report.json   commits that report first
 *   npm run readme:figures -- --check               lists the cells that differ, and exits 1
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { argv, exit, stderr, stdout } from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
export const committedReport = "docs/report/ravdess.json";

/** The directory of the recordings as shown to readers, whatever its name was when the report was made. */
const source = "data/ravdess";

const sets = ["all", "women", "men"];

/** macro F1 of all, women, men */
function compared(report, recipe) {
  const found = report.recipes.compared.find((one) => one.recipe === recipe);
  return sets.map((set) => found.macroF1[set].point);
}

function enrolled(report, pool, n) {
  const found = report.functionals.enrolment.find((one) => one.pool === pool && one.n === n);
  return sets.map((set) => found.macroF1[set].point);
}

const long = (value) => value.toFixed(3);
const short = (value) => value.toFixed(3).replace(/^0/, "");
const triple = (values) => [values.map(short).join(" / ")];

/** Rows of Markdown tables, found by how they begin, and the contents of their cells after the first. */
const rows = [
  { file: "README.md", row: "`--recipe study`", cells: (r) => compared(r, "study").map(long) },
  { file: "README.md", row: "`--recipe best`", cells: (r) => compared(r, "functionals").map(long) },
  { file: "README.md", row: "the same, with 20", cells: (r) => enrolled(r, "mixed", 20).map(long) },
  { file: "docs/accuracy.md", row: "four, new ", cells: (r) => triple(enrolled(r, "mixed", 0)) },
  ...[1, 2, 5, 10, 20].map((n) => ({
    file: "docs/accuracy.md",
    row: `four, ${n} enrolled`,
    cells: (r) => triple(enrolled(r, "mixed", n)),
  })),
  { file: "docs/accuracy.md", row: "four, ten calm ones", cells: (r) => triple(enrolled(r, "calm", 10)) },
];

/** Figures in sentences: the text before and after each, and the figure. */
const sentences = [
  {
    file: "README.md",
    before: "on the ",
    after: /\s+real speech recordings/,
    figure: (r) => String(r.files.extracted),
  },
  {
    file: "README.md",
    before: "real speech recordings of RAVDESS's ",
    after: /\s+actors/,
    figure: (r) => String(r.breakdown.speakers.length),
  },
  {
    file: "docs/accuracy.md",
    before: "the Brier score is ",
    after: /\s+\(four\s+emotions\)/,
    figure: (r) => short(r.functionals.calibration.newSpeakers.brier),
  },
  {
    file: "docs/accuracy.md",
    before: "the expected calibration error is ",
    after: /\s+and/,
    figure: (r) => short(r.functionals.calibration.newSpeakers.ece),
  },
];

export const textsWithFigures = [...new Set([...rows, ...sentences].map(({ file }) => file))];

/** @throws Error if a text lacks a row or sentence for one of the report's figures */
export function withFigures(file, text, report) {
  let written = text;
  for (const { row, cells } of rows.filter((each) => each.file === file)) {
    const lines = written.split("\n");
    const at = lines.findIndex((line) => line.startsWith(`| ${row}`));
    if (at < 0) throw new Error(`${file}: no row of a table begins with "| ${row}"`);
    const parts = lines[at].split("|");
    cells(report).forEach((cell, i) => {
      const width = parts[i + 2].length - 2;
      parts[i + 2] = ` ${cell.padEnd(width)} `;
    });
    lines[at] = parts.join("|");
    written = lines.join("\n");
  }
  for (const { before, after, figure } of sentences.filter((each) => each.file === file)) {
    const words = before
      .trimEnd()
      .split(" ")
      .map((word) => RegExp.escape?.(word) ?? word.replace(/[.()']/g, "\\$&"));
    const place = new RegExp(`(${words.join("\\s+")}\\s+)[\\d.,]+(?=${after.source})`);
    if (!place.test(written)) throw new Error(`${file}: no sentence says "${before}… ${after.source}"`);
    written = written.replace(place, `$1${figure(report)}`);
  }
  return written;
}

/** A report without names from the machine that made it. */
export function committable(report) {
  const { provenance } = report;
  return {
    ...report,
    source,
    provenance: {
      ...provenance,
      commandLine: `ser run ${source} --out out/ravdess`,
      settings: { ...provenance.settings, source },
    },
  };
}

export function readCommitted() {
  return JSON.parse(readFileSync(join(root, committedReport), "utf8"));
}

function main([given]) {
  const isCheck = given === "--check";
  if (given !== undefined && !isCheck) {
    const report = committable(JSON.parse(readFileSync(given, "utf8")));
    writeFileSync(join(root, committedReport), `${JSON.stringify(report)}\n`);
    stdout.write(`${committedReport}: from ${given}\n`);
  }
  const report = readCommitted();
  let differences = 0;
  for (const file of textsWithFigures) {
    const text = readFileSync(join(root, file), "utf8");
    const written = withFigures(file, text, report);
    const old = text.split("\n");
    const changed = written.split("\n").flatMap((line, i) => (line === old[i] ? [] : [`${file}:${i + 1}: ${line}`]));
    differences += changed.length;
    for (const line of changed) (isCheck ? stderr : stdout).write(`${line}\n`);
    if (!isCheck && changed.length > 0) writeFileSync(join(root, file), written);
  }
  if (isCheck && differences > 0) {
    stderr.write(`${differences} lines are not those of ${committedReport}: npm run readme:figures writes them\n`);
    exit(1);
  }
}

if (argv[1] !== undefined && import.meta.url === pathToFileURL(argv[1]).href) main(argv.slice(2));
