import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { reportSchema, type Report } from "../../src/report/report.js";
import { ChaosError } from "./chaosError.js";

/** The results of a run. */
export interface Outcome {
  readonly report: Report;
  /** key -> its row, every feature with all its digits; duplicate keys are in `doubled` */
  readonly rows: ReadonlyMap<string, string>;
  readonly doubled: readonly string[];
  /** set -> the model file without timestamps */
  readonly models: ReadonlyMap<string, string>;
}

/** @param dir what `ser report --out` wrote @param lines what `ser export --format jsonl` wrote */
export async function readOutcome(dir: string, lines: string): Promise<Outcome> {
  const report = reportSchema.parse(JSON.parse(await readFile(join(dir, "report.json"), "utf8")));
  const rows = new Map<string, string>();
  const doubled: string[] = [];
  for (const line of (await readFile(lines, "utf8")).split("\n").filter((text) => text !== "")) {
    const row = JSON.parse(line) as { readonly key: string };
    if (rows.has(row.key)) doubled.push(row.key);
    // In a directory, etags contain the file's modification time.
    rows.set(row.key, JSON.stringify({ ...row, etag: undefined }));
  }
  const models = new Map<string, string>();
  // The model cards beside the models contain times too.
  for (const name of (await readdir(join(dir, "models"))).filter((file) => file.endsWith(".json")).sort()) {
    const model = JSON.parse(await readFile(join(dir, "models", name), "utf8")) as Record<string, unknown>;
    models.set(name, JSON.stringify({ ...model, createdAt: undefined }));
  }
  return { report, rows, doubled, models };
}

/**
 * The check that every scenario ends with:
 * - rows + rejected files (including those given up) + skipped = listed;
 * - no key occurs twice, neither among the rows nor in both rows and rejections;
 * - every row is the same as in an undisturbed run, to the last digit;
 * - if no recording is missing, so are the models.
 *
 * @param expected outcome of the undisturbed run
 * @param mayReject keys of recordings that the scenario damaged, which may be rejected or given up
 * @throws ChaosError naming everything that is wrong
 */
export function checkInvariants(outcome: Outcome, expected: Outcome, mayReject: ReadonlySet<string> = new Set()): void {
  const { report, rows, doubled, models } = outcome;
  const { listed, rejected, skipped } = report.files;
  const nSkipped = Object.values(skipped).reduce((sum, n) => sum + n, 0);
  const wrong: string[] = [];
  if (rows.size + rejected.length + nSkipped !== listed)
    wrong.push(`${rows.size} rows + ${rejected.length} rejected + ${nSkipped} skipped are not the ${listed} listed`);
  if (report.files.extracted !== rows.size)
    wrong.push(`the report tells of ${report.files.extracted} rows, not ${rows.size}`);
  if (doubled.length > 0) wrong.push(`${doubled.length} keys have two rows, e.g. ${doubled[0]}`);
  const both = rejected.filter(({ key }) => rows.has(key));
  if (both.length > 0) wrong.push(`${both.length} keys are both rows and rejected, e.g. ${both[0]!.key}`);
  const wrongly = rejected.filter(({ key }) => !mayReject.has(key) && expected.rows.has(key));
  if (wrongly.length > 0)
    wrong.push(`${wrongly.length} good recordings were rejected, e.g. ${wrongly[0]!.key}: ${wrongly[0]!.message}`);
  const lost = [...expected.rows.keys()].filter((key) => !rows.has(key) && !mayReject.has(key));
  if (lost.length > 0) wrong.push(`${lost.length} recordings have no row, e.g. ${lost[0]}`);
  const other = [...rows].filter(([key, line]) => expected.rows.get(key) !== line);
  if (other.length > 0)
    wrong.push(`${other.length} rows differ from those of an undisturbed run, e.g. ${other[0]![0]}`);
  if (rows.size === expected.rows.size) {
    const names = new Set([...models.keys(), ...expected.models.keys()]);
    const different = [...names].filter((name) => models.get(name) !== expected.models.get(name));
    if (different.length > 0) wrong.push(`models differ from those of an undisturbed run: ${different.join(", ")}`);
  }
  if (wrong.length > 0) throw new ChaosError(wrong.join("; "));
}
