import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { type ComparedRun, type Comparison, compareRuns } from "../report/compare.js";
import { headlineOf } from "../report/headline.js";
import { renderComparisonHtml } from "../report/html/compareHtml.js";
import { signed } from "../report/html/figures.js";
import { decodePredictions } from "../report/predictionTable.js";
import { reportSchema } from "../report/report.js";
import { comparedRun, readStoredRun } from "../runs/comparedRun.js";
import { writeFileWhole } from "../shared/objects/writeWhole.js";
import { ConfigError, UsageError } from "../shared/errors.js";
import { withServices } from "./session.js";
import { print } from "./say.js";

export interface CompareOptions {
  readonly out?: string;
  readonly json?: boolean;
}

/** `ser compare`: runs by name, or by the directories that `ser run` or `ser report` wrote. */
export async function compareCommand(names: readonly string[], { out, json }: CompareOptions): Promise<void> {
  if (names.length < 2) throw new UsageError("name two runs or more, or their output directories");
  const found = await Promise.all(names.map(async (name) => readDirectory(name)));
  const runs = found.every((run) => run !== undefined)
    ? found
    : await withServices(
        async (services) =>
          Promise.all(names.map(async (name, i) => found[i] ?? comparedRun(await readStoredRun(services, name)))),
        { quiet: true },
      );
  if (out !== undefined) {
    await writeFileWhole(out, renderComparisonHtml(runs));
    print(`comparison: ${out}\n`);
  } else if (json === true) print(`${JSON.stringify(compareRuns(runs))}\n`);
  else print(comparisonText(runs));
}

/** A run from its output directory; undefined if the name is not such a directory. */
async function readDirectory(path: string): Promise<ComparedRun | undefined> {
  const isDirectory = await stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  const text = isDirectory ? await readFile(join(path, "report.json"), "utf8").catch(() => undefined) : undefined;
  if (text === undefined) {
    if (isDirectory) throw new ConfigError([`${path}: no report.json there`]);
    return undefined;
  }
  const predictions = await readFile(join(path, "predictions.parquet")).catch(() => undefined);
  return {
    name: path,
    report: reportSchema.parse(JSON.parse(text)),
    predictions: predictions && (await decodePredictions(predictions)),
  };
}

function comparisonText(runs: readonly ComparedRun[]): string {
  const figures = runs.map(({ name, report }) => {
    const { macroF1, intervals } = headlineOf(report)?.scores ?? {};
    const range = intervals?.macroF1;
    const text =
      macroF1 === undefined
        ? "no model"
        : `macro F1 ${macroF1.toFixed(3)}${range === undefined ? "" : ` [${range.lower.toFixed(3)}, ${range.upper.toFixed(3)}]`}`;
    return `${name}: ${text}`;
  });
  return `${[...figures, ...compareRuns(runs).flatMap((each) => pairText(runs[0]!.name, each))].join("\n")}\n`;
}

function pairText(first: string, { sentence, difference, shared, speakers, settings }: Comparison): string[] {
  const range =
    difference === undefined
      ? []
      : [
          `  ${signed(difference.point)} [${signed(difference.lower)}, ${signed(difference.upper)}], 95 % confidence interval over ${shared.speakers} shared speakers (${shared.recordings} recordings)`,
        ];
  const moved = speakers.filter(({ before, after }) => before !== after);
  const arrows = moved.map(
    ({ speaker, before, after }) =>
      `  ${speaker}  ${before.toFixed(2)} ${after > before ? "↑" : "↓"} ${after.toFixed(2)}`,
  );
  const changes = settings.map(({ name, first: before, here }) => `  ${name}: ${before} → ${here}`);
  return [
    "",
    sentence,
    ...range,
    ...(arrows.length === 0 ? [] : ["speakers, accuracy before and after:", ...arrows]),
    changes.length === 0 ? `settings and data are the same as in ${first}` : "differences:",
    ...changes,
  ];
}
