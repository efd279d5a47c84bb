import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import type { ActorFold } from "../../src/evaluation/folds.js";
import { type Corpus, readCorpus } from "./accuracy/corpus.js";
import { extractRows } from "./accuracy/extractRows.js";
import { type KeptConvolutions, type Line, linesOf } from "./accuracy/linesOf.js";

const usage = `npm run bench -- accuracy --source DIR [--convolutions] [--noisy-copies] [--folds FILE.tsv] [--json]
  DIR: recordings of RAVDESS or EMO-DB, by their names; FILE.tsv: EmoBox's folds (columns file and testFold)`;

/**
 * Accuracy of the recipes on held-out speakers, new and enrolled, by nested cross-validation by speaker. Each fold's
 * search, calibration and standardisation use no data of its test speakers.
 */
export async function bench(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      source: { type: "string" },
      folds: { type: "string" },
      convolutions: { type: "boolean", default: false },
      "noisy-copies": { type: "boolean", default: false },
      json: { type: "boolean", default: false },
    },
  });
  if (values.source === undefined) {
    process.stderr.write(`usage: ${usage}\n`);
    process.exitCode = 2;
    return;
  }
  const corpus = readCorpus(values.source, await filesUnder(values.source));
  say(
    `${corpus.recordings.length} recordings of ${new Set(corpus.recordings.map(({ speaker }) => speaker)).size} speakers: ${corpus.name}`,
  );
  const { X, contours } = await extractRows(corpus, say);
  const lines: Line[] = [];
  const kept: KeptConvolutions | undefined = values.convolutions ? new Map() : undefined;
  const started = process.cpuUsage();
  const given = values.folds === undefined ? undefined : foldsFrom(await readFile(values.folds, "utf8"), corpus);
  // EmoBox uses all emotions of a data set.
  const questions = given === undefined ? corpus.questions : corpus.questions.slice(-1);
  for (const asked of questions) {
    const subset = given?.rows ?? [...corpus.recordings.keys()];
    lines.push(...linesOf({ corpus, X, contours, subset, folds: given?.folds }, asked, kept, values["noisy-copies"]));
  }
  const cpu = process.cpuUsage(started);
  const cpuSec = (cpu.user + cpu.system) / 1e6;
  if (values.json) process.stdout.write(`${JSON.stringify({ corpus: corpus.name, lines, cpuSec })}\n`);
  else {
    process.stdout.write(table(lines));
    process.stdout.write(`\n${cpuSec.toFixed(0)} s of processor time for searches, fits and judging\n`);
  }
}

/** The folds of an EmoBox table, restricted to the available files, which are matched by name. */
function foldsFrom(
  text: string,
  corpus: Corpus,
): { readonly rows: readonly number[]; readonly folds: readonly ActorFold[] } {
  const [header, ...lines] = text.trim().split("\n");
  const names = header!.split("\t");
  const [fileAt, foldAt] = [names.indexOf("file"), names.indexOf("testFold")];
  const foldOf = new Map(
    lines.map((line) => line.split("\t")).map((cells) => [path.basename(cells[fileAt]!), cells[foldAt]!]),
  );
  const rows = [...corpus.recordings.keys()].filter((r) => foldOf.has(path.basename(corpus.recordings[r]!.file)));
  const fold = rows.map((r) => foldOf.get(path.basename(corpus.recordings[r]!.file))!);
  const folds = [...new Set(fold)].filter((name) => name !== "").sort();
  return {
    rows,
    folds: folds.map((name) => {
      const train = Int32Array.from(rows.keys()).filter((i) => fold[i] !== name);
      const test = Int32Array.from(rows.keys()).filter((i) => fold[i] === name);
      return { train, test, heldOut: [...new Set(Array.from(test, (i) => corpus.recordings[rows[i]!]!.speaker))] };
    }),
  };
}

async function filesUnder(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true });
  return entries.filter((name) => name.toLowerCase().endsWith(".wav")).sort();
}

function table(lines: readonly Line[]): string {
  const cells = lines.map(({ recipe, emotions, enrolled, calm, folds, all, women = "", men = "", brier, ece }) => [
    recipe,
    String(emotions),
    enrolled === 0 ? "new" : `${enrolled} enrolled${calm === true ? ", calm only" : ""}`,
    folds,
    all,
    women,
    men,
    brier?.toFixed(3) ?? "",
    ece?.toFixed(3) ?? "",
  ]);
  const head = ["recipe", "emotions", "speaker", "folds", "macro F1", "women", "men", "Brier", "ECE"];
  const widths = head.map((name, c) => Math.max(name.length, ...cells.map((row) => row[c]!.length)));
  return [head, ...cells]
    .map(
      (row) =>
        `${row
          .map((cell, c) => cell.padEnd(widths[c]!))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
