import type { ForestParameters } from "../../src/forest/parameters.js";
import { RandomForestClassifier } from "../../src/forest/randomForest.js";
import { rankDataset } from "../../src/forest/rankedDataset.js";
import type { Matrix } from "../../src/shared/matrix.js";
import { blobs } from "../forest/blobs.js";
import { type BenchData, forestData } from "./forestData.js";
import { benchSearch, type SearchTimes } from "./search.js";
import { timeSklearn } from "./sklearnPeer.js";

/** The study's two forests and one of the grid's slowest, with our parameters and scikit-learn's. */
const cases: readonly { name: string; ours: Partial<ForestParameters>; sklearn: object }[] = [
  { name: "100 trees, depth 10", ours: { maxDepth: 10 }, sklearn: { n_estimators: 100, max_depth: 10 } },
  {
    name: "100 trees, depth 10, 0.3 of rows",
    ours: { maxDepth: 10, maxSamples: { fraction: 0.3 } },
    sklearn: { n_estimators: 100, max_depth: 10, max_samples: 0.3 },
  },
  { name: "100 trees, entropy", ours: { criterion: "entropy" }, sklearn: { n_estimators: 100, criterion: "entropy" } },
];
const rowsToPredict = 1000;
const repeats = 5;

/** One line of the report; times are the fastest repeat, in milliseconds of CPU time. */
interface Line {
  readonly what: string;
  readonly ms: number;
  readonly sklearnMs?: number;
  /** nanoseconds divided by n log n: constant if the cost grows as n log n */
  readonly nsPerNLogN?: number;
}

/**
 * Times fit, predict and the whole search: ours, scikit-learn's if a Python has it, and ml-random-forest's. `--large`
 * adds 100,000 rows (about half a gigabyte); `--complete` times all candidates with scikit-learn instead of a sample;
 * `--json` writes one JSON object instead of a table.
 */
export async function bench(args: string[]): Promise<void> {
  const data = forestData();
  const sizes = args.includes("--large") ? [1000, 10_000, 100_000] : [1000, 10_000];
  const lines = [...fitAndPredict(data), ...growth(sizes), ...(await library(data))];
  const search = await benchSearch(args.includes("--complete"));
  const text = args.includes("--json")
    ? JSON.stringify({ data: data.title, lines, search })
    : `${table(data.title, lines)}\n${search === undefined ? "" : describeSearch(search)}`;
  process.stdout.write(`${text}\n`);
}

function describeSearch({ candidates, fits, oursSec, sklearnSec, sklearnCandidates }: SearchTimes): string {
  const ours = `search: ${candidates} candidates, ${fits} fits, through the queue: ${oursSec.toFixed(1)} s`;
  if (sklearnSec === undefined || sklearnCandidates === undefined) return ours;
  const how = sklearnCandidates === candidates ? "" : `, scaled up from ${sklearnCandidates} candidates`;
  return `${ours}; GridSearchCV(n_jobs=2): ${sklearnSec.toFixed(1)} s${how}: ${(sklearnSec / oursSec).toFixed(1)}x`;
}

function fitAndPredict(data: BenchData): Line[] {
  const { X, y } = data;
  const many = repeatRows(X, rowsToPredict);
  const peer = timeSklearn(
    data,
    cases.map(({ sklearn }) => sklearn),
    repeats,
    rowsToPredict,
  );
  return cases.flatMap(({ name, ours }, i) => {
    const learner = new RandomForestClassifier(ours);
    const oursFit = least(4 * repeats, () => learner.fit(X, y));
    const oursPredict = least(4 * repeats, () => oursFit.result.predict(many));
    const times = peer?.cases[i];
    return [
      {
        what: `fit, ${name}`,
        ms: oursFit.ms,
        ...(times && { sklearnMs: Math.min(...times.fitMs) }),
      },
      {
        what: `predict ${rowsToPredict} rows, ${name}`,
        ms: oursPredict.ms,
        ...(times && { sklearnMs: Math.min(...times.predictMs) }),
      },
    ];
  });
}

/**
 * ml-random-forest's times for the first case, once: a fit takes seconds.
 * It is imported last, because under tsx the mere presence of its CommonJS parts slows all other code by a quarter.
 */
async function library({ X, y }: BenchData): Promise<Line[]> {
  const { MlRandomForestClassifier } = await import("../../src/forest/baseline/mlRandomForest.js");
  const { name, ours } = cases[0]!;
  const many = repeatRows(X, rowsToPredict);
  const fit = least(1, () => new MlRandomForestClassifier(ours).fit(X, y));
  const predict = least(2, () => fit.result.predict(many));
  return [
    { what: `ml-random-forest: fit, ${name}`, ms: fit.ms },
    { what: `ml-random-forest: predict ${rowsToPredict} rows, ${name}`, ms: predict.ms },
  ];
}

/** How the cost of ranking and of growing a tree increases with the number of rows, for 161 features. */
function growth(sizes: readonly number[]): Line[] {
  return sizes.flatMap((rows) => {
    const { X, y } = blobs(rows, 161, 4);
    const ranking = least(2, () => rankDataset(X, y));
    const learner = new RandomForestClassifier({ nEstimators: 3 });
    const growing = least(4, () => learner.fitRanked(ranking.result));
    const line = (what: string, ms: number) => ({
      what: `${what}, ${rows} x 161`,
      ms,
      nsPerNLogN: (ms * 1e6) / (rows * Math.log2(rows)),
    });
    return [line("rank", ranking.ms), line("grow a tree", growing.ms / 3)];
  });
}

/** The lowest CPU time of some runs in milliseconds (which excludes other programs), and the last run's result. */
function least<T>(runs: number, work: () => T): { ms: number; result: T } {
  let ms = Infinity;
  let result: T;
  let left = runs;
  do {
    const start = process.cpuUsage();
    result = work();
    const { user, system } = process.cpuUsage(start);
    ms = Math.min(ms, (user + system) / 1000);
  } while (--left > 0);
  return { ms, result };
}

function repeatRows({ cols, data }: Matrix, rows: number): Matrix {
  return { rows, cols, data: Float64Array.from({ length: rows * cols }, (_, i) => data[i % data.length]!) };
}

function table(title: string, lines: readonly Line[]): string {
  const cell = (value: number | undefined, digits: number) => (value === undefined ? "" : value.toFixed(digits));
  const ratio = (line: Line) => (line.sklearnMs === undefined ? "" : `${(line.sklearnMs / line.ms).toFixed(1)}x`);
  const rows = lines.map((line) => [
    line.what,
    cell(line.ms, 2),
    cell(line.sklearnMs, 1),
    ratio(line),
    cell(line.nsPerNLogN, 0),
  ]);
  const heads = [`forest: ${title}`, "ms", "sklearn ms", "ratio", "ns per n log2 n"];
  const widths = heads.map((head, c) => Math.max(head.length, ...rows.map((each) => each[c]!.length)));
  const format = (cells: readonly string[]) =>
    cells.map((text, c) => (c === 0 ? text.padEnd(widths[c]!) : text.padStart(widths[c]!))).join("  ");
  return [heads, ...rows].map(format).join("\n");
}
