import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { decodeAudio } from "../../src/audio/decodeAudio.js";
import { floatWav } from "../../src/audio/floatWav.js";
import { type Convolutions, convolve, convolvedColumns } from "../../src/dsp/convolutions.js";
import type { ActorFold } from "../../src/evaluation/folds.js";
import { confusionMatrix, macroF1 } from "../../src/evaluation/metrics.js";
import { evaluateEnrolment } from "../../src/evaluation/vote/enrolment.js";
import { newSpeakerProba, voteFolds, voteInnerSplits } from "../../src/evaluation/vote/nestedVote.js";
import { VoteData, type VoteRows } from "../../src/evaluation/vote/voteData.js";
import { fitVote, searchVote, voteCandidates } from "../../src/evaluation/vote/voteSearch.js";
import { columnRange, featureSetOf } from "../../src/features/featureSet.js";
import { argmaxRows } from "../../src/forest/classifier.js";
import type { MatrixKernels } from "../../src/linear/matrixKernels.js";
import { createMatrixKernels } from "../../src/models/createMatrixKernels.js";
import { type Matrix, row, zeros } from "../../src/shared/matrix.js";
import { convolutionView } from "../../src/workers/train/vote/voteSet.js";
import { type Corpus, readCorpus } from "./accuracy/corpus.js";
import { type Condition, conditions, copies } from "./robustness/conditions.js";
import { wavExtractor } from "../support/extractors.js";

const usage = `npm run bench -- robustness --source DIR [--convolutions] [--folds N] [--augment] [--json]
  DIR: recordings of RAVDESS or EMO-DB, by their names; --convolutions: random convolutions vote too;
  --folds: test on the speakers of the first N folds of eight alone; --augment: train also on copies of the other kinds`;

const blocks = ["mean161", "functionals", "contours"] as const;
const maxDurationSec = 360;

/** Number of recordings held in memory and encoded in one file. */
const spoiltTogether = 32;

/** One condition: macro F1 for new speakers, and with 20 enrolled recordings degraded in the same way. */
interface Line {
  readonly condition: string;
  /** the kinds of copies besides the clean recordings, or "as recorded" */
  readonly training: string;
  readonly newSpeakers: number;
  readonly enrolled: number;
}

/** What a run would store of recordings under one condition. */
interface Rows {
  /** functionals, shape [n, p] */
  readonly X: Matrix;
  /** one per recording; empty for recordings that are not needed */
  readonly contours: readonly Float32Array[];
}

/**
 * The vote, trained on some speakers' recordings, without and with noisy copies of them, and tested on degraded
 * recordings of others. Search and calibration use only training speakers.
 */
export async function bench(args: string[]): Promise<void> {
  const options = {
    source: { type: "string" },
    convolutions: { type: "boolean", default: false },
    folds: { type: "string", default: "8" },
    augment: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  } as const;
  const { values } = parseArgs({ args, options });
  if (values.source === undefined) {
    process.stderr.write(`usage: ${usage}\n`);
    process.exitCode = 2;
    return;
  }
  const entries = await readdir(values.source, { recursive: true });
  const corpus = readCorpus(values.source, entries.filter((name) => name.toLowerCase().endsWith(".wav")).sort());
  const asked = corpus.questions[0]!;
  const labels = [...new Set([...asked, ...corpus.recordings.map(({ emotion }) => emotion)])];
  const y = Int32Array.from(corpus.recordings, ({ emotion }) => labels.indexOf(emotion));
  const speakers = corpus.recordings.map(({ speaker }) => speaker);
  const genders = corpus.recordings.map(({ gender }) => (gender === "man" ? 0 : 1));
  const folds = voteFolds(speakers, undefined, y, genders).slice(0, Number(values.folds));
  const judged = new Set(folds.flatMap(({ heldOut }) => heldOut));
  const [noise, ...others] = copies;
  const trainings = [[], [noise!], ...(values.augment ? [...others.map((kind) => [kind]), copies] : [])];
  const trained = [conditions[0]!, ...new Set(trainings.flat())];
  const extracted = new Map<Condition, Rows>();
  for (const condition of new Set([...conditions, ...trained]))
    extracted.set(
      condition,
      await rowsOf(corpus, condition, (speaker) => trained.includes(condition) || judged.has(speaker)),
    );
  const clean: VoteRows = { X: extracted.get(conditions[0]!)!.X, y, nAsked: asked.length, speakers, genders };
  const kernels = createMatrixKernels();
  const lines: Line[] = [];
  for (const training of trainings) {
    process.stderr.write(`training: ${nameOf(training)}\n`);
    const withCopies = { ...clean, copies: training.map((kind) => extracted.get(kind)!.X) };
    const tested = linesOf(withCopies, folds, extracted, values.convolutions, kernels);
    lines.push(...tested.map((line) => ({ ...line, training: nameOf(training) })));
  }
  if (values.json) process.stdout.write(`${JSON.stringify({ corpus: corpus.name, lines })}\n`);
  else
    for (const { condition, training, newSpeakers, enrolled } of lines)
      process.stdout.write(
        `${training.padEnd(24)} ${condition.padEnd(20)} new ${newSpeakers.toFixed(3)}  20 enrolled ${enrolled.toFixed(3)}\n`,
      );
}

/** Rows of the recordings after degradation; those of unwanted speakers are 0. */
async function rowsOf(
  { source, recordings }: Corpus,
  { name, spoil }: Condition,
  isWanted: (speaker: number) => boolean,
): Promise<Rows> {
  const wanted = recordings.flatMap(({ speaker }, r) => (isWanted(speaker) ? [r] : []));
  process.stderr.write(`${name}: ${wanted.length} recordings\n`);
  const extract = wavExtractor({ blocks, sampleRate: 16_000, maxDurationSec });
  const { start, end } = columnRange(featureSetOf(blocks), "functionals")!;
  const X = zeros(recordings.length, end - start);
  const contours = recordings.map((): Float32Array => new Float32Array(0));
  for (let first = 0; first < wanted.length; first += spoiltTogether) {
    const rows = wanted.slice(first, first + spoiltTogether);
    const sounds = [];
    for (const r of rows)
      sounds.push(decodeAudio(await readFile(path.join(source, recordings[r]!.file)), { maxDurationSec }));
    spoil(sounds, first).forEach((sound, i) => {
      const extraction = extract(floatWav(sound));
      X.data.set(Float32Array.from(extraction.features.subarray(start, end)), rows[i]! * X.cols);
      contours[rows[i]!] = extraction.contours!;
    });
  }
  return { X, contours };
}

function linesOf(
  clean: VoteRows,
  folds: readonly ActorFold[],
  extracted: ReadonlyMap<Condition, Rows>,
  withConvolutions: boolean,
  kernels: MatrixKernels,
): Omit<Line, "training">[] {
  const { y, nAsked } = clean;
  const functionals = new VoteData(clean, kernels);
  const { contours } = extracted.get(conditions[0]!)!;
  const tested = conditions.map((condition) => {
    const rows = extracted.get(condition)!;
    return { ...rows, name: condition.name, unheard: zeros(nAsked, nAsked), enrolled: zeros(nAsked, nAsked) };
  });
  for (const { train, test } of folds) {
    const convolved = withConvolutions
      ? convolutionView({ contours, settings: { seed } }, functionals, train)
      : undefined;
    const views = convolved === undefined ? [functionals] : [functionals, convolved.data];
    // The usual penalties: only the loss from condition to condition matters here.
    const usual = voteCandidates[0]!;
    const { temperatures } = searchVote(views, train, [usual], voteInnerSplits);
    const vote = fitVote(views, train, usual, temperatures);
    const rows = test.filter((r) => y[r]! < nAsked);
    const truth = Array.from(rows, (r) => y[r]!);
    for (const { X, contours: own, unheard, enrolled } of tested) {
      const heard = [
        new VoteData({ ...clean, X, copies: [] }),
        ...(convolved === undefined ? [] : [convolvedRows(clean, own, test, convolved.fitted)]),
      ];
      add(unheard, confusionMatrix(truth, argmaxRows(newSpeakerProba(heard, vote, rows)), nAsked));
      for (const { pool, n: count, confusion } of evaluateEnrolment(heard, vote, test, [], seed).results)
        if (pool === "mixed" && count === 20) add(enrolled, confusion);
    }
  }
  return tested.map(({ name, unheard, enrolled }) => {
    return { condition: name, newSpeakers: macroF1(counts(unheard)), enrolled: macroF1(counts(enrolled)) };
  });
}

const seed = 42;

/** The rows to test on, transformed by convolutions; all others are 0. */
function convolvedRows(
  clean: VoteRows,
  contours: readonly Float32Array[],
  test: Int32Array,
  fitted: Convolutions,
): VoteData {
  const X = zeros(clean.y.length, convolvedColumns(fitted));
  for (const r of test) X.data.set(convolve(contours[r]!, fitted), r * X.cols);
  return new VoteData({ ...clean, X, copies: [] });
}

function nameOf(training: readonly Condition[]): string {
  const [first, ...rest] = training;
  if (first === undefined) return "as recorded";
  return rest.length === 0 ? `and ${first.name}` : "and all kinds of copies";
}

function add(sum: Matrix, confusion: readonly (readonly number[])[]): void {
  confusion.flat().forEach((count, i) => (sum.data[i]! += count));
}

function counts(sum: Matrix): number[][] {
  return Array.from({ length: sum.rows }, (_, r) => [...row(sum, r)]);
}
