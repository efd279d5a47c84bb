import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { decodeAudio } from "../../src/audio/decodeAudio.js";
import { floatWav } from "../../src/audio/floatWav.js";
import type { ActorFold } from "../../src/evaluation/folds.js";
import { confusionMatrix, macroF1 } from "../../src/evaluation/metrics.js";
import { evaluateEnrolment } from "../../src/evaluation/vote/enrolment.js";
import { newSpeakerProba, voteFolds, voteInnerSplits } from "../../src/evaluation/vote/nestedVote.js";
import { VoteData, type VoteRows } from "../../src/evaluation/vote/voteData.js";
import { fitVote, searchVote, voteCandidates } from "../../src/evaluation/vote/voteSearch.js";
import { columnRange, featureSetOf } from "../../src/features/featureSet.js";
import { argmaxRows } from "../../src/forest/classifier.js";
import { createMatrixKernels } from "../../src/models/createMatrixKernels.js";
import { type Matrix, row, zeros } from "../../src/shared/matrix.js";
import { type Corpus, readCorpus } from "./accuracy/corpus.js";
import { type Condition, conditions, copies } from "./robustness/conditions.js";
import { wavExtractor } from "../support/extractors.js";

const usage = `npm run bench -- robustness --source DIR [--folds N] [--augment] [--json]
  DIR: recordings of RAVDESS or EMO-DB, by their names; --folds: judge the speakers of the first N folds of eight alone;
  --augment: train again with copies of the training recordings, of each kind alone and of all kinds`;

const blocks = ["mean161", "functionals"] as const;
const maxDurationSec = 360;

/** Number of recordings held in memory and encoded in one file. */
const spoiltTogether = 32;

/** One condition: macro F1 for new speakers, and with 20 enrolled recordings degraded in the same way. */
interface Line {
  readonly condition: string;
  /** the kinds of copies besides the clean recordings, or "clean" */
  readonly training: string;
  readonly newSpeakers: number;
  readonly enrolled: number;
}

/**
 * The vote of functionals, trained on clean recordings of some speakers and tested on degraded recordings of others.
 * Search and calibration use only training speakers.
 */
export async function bench(args: string[]): Promise<void> {
  const options = {
    source: { type: "string" },
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
  const trained: readonly Condition[] = [conditions[0]!, ...(values.augment ? copies : [])];
  const extracted = new Map<Condition, Matrix>();
  for (const condition of new Set([...conditions, ...trained]))
    extracted.set(
      condition,
      await rowsOf(corpus, condition, (speaker) => trained.includes(condition) || judged.has(speaker)),
    );
  const clean = { X: extracted.get(conditions[0]!)!, y, nAsked: asked.length, speakers };
  const trainings = values.augment ? [[], ...copies.map((copy) => [copy]), copies] : [[]];
  const lines: Line[] = [];
  for (const training of trainings) {
    process.stderr.write(`training: ${nameOf(training)}\n`);
    lines.push(...linesOf(clean, folds, extracted, training));
  }
  if (values.json) process.stdout.write(`${JSON.stringify({ corpus: corpus.name, lines })}\n`);
  else
    for (const { condition, training, newSpeakers, enrolled } of lines)
      process.stdout.write(
        `${training.padEnd(24)} ${condition.padEnd(20)} new ${newSpeakers.toFixed(3)}  20 enrolled ${enrolled.toFixed(3)}\n`,
      );
}

/** The functionals of each recording after degradation; rows of unwanted speakers are 0. */
async function rowsOf(
  { source, recordings }: Corpus,
  { name, spoil }: Condition,
  isWanted: (speaker: number) => boolean,
): Promise<Matrix> {
  const wanted = recordings.flatMap(({ speaker }, r) => (isWanted(speaker) ? [r] : []));
  process.stderr.write(`${name}: ${wanted.length} recordings\n`);
  const extract = wavExtractor({ blocks, sampleRate: 16_000, maxDurationSec });
  const { start, end } = columnRange(featureSetOf(blocks), "functionals")!;
  const X = zeros(recordings.length, end - start);
  for (let first = 0; first < wanted.length; first += spoiltTogether) {
    const rows = wanted.slice(first, first + spoiltTogether);
    const sounds = [];
    for (const r of rows)
      sounds.push(decodeAudio(await readFile(path.join(source, recordings[r]!.file)), { maxDurationSec }));
    spoil(sounds, first).forEach((sound, i) => {
      const { features } = extract(floatWav(sound));
      X.data.set(Float32Array.from(features.subarray(start, end)), rows[i]! * X.cols);
    });
  }
  return X;
}

function linesOf(
  clean: VoteRows,
  folds: readonly ActorFold[],
  extracted: ReadonlyMap<Condition, Matrix>,
  training: readonly Condition[],
): Line[] {
  const { y, speakers, nAsked } = clean;
  const n = y.length;
  const parts = [clean.X, ...training.map((copy) => extracted.get(copy)!)];
  // A copy counts as another voice with its own statistics; folds keep it with the original speaker.
  const groups = parts.flatMap(() => speakers);
  const copied = {
    X: stacked(parts),
    y: Int32Array.from({ length: n * parts.length }, (_, r) => y[r % n]!),
    nAsked,
    speakers: parts.flatMap((_, part) => speakers.map((speaker) => speaker + 1_000 * part)),
    groups,
  };
  const data = new VoteData(copied, createMatrixKernels());
  const tested = conditions.map((condition) => {
    const own = new VoteData({ X: extracted.get(condition)!, y, nAsked, speakers });
    return { name: condition.name, own, unheard: zeros(nAsked, nAsked), enrolled: zeros(nAsked, nAsked) };
  });
  for (const { heldOut, test } of folds) {
    const train = Int32Array.from(groups.keys()).filter((r) => !heldOut.includes(groups[r]!));
    // The usual penalties: only the loss from condition to condition matters here.
    const usual = voteCandidates[0]!;
    const { temperatures } = searchVote([data], train, [usual], voteInnerSplits);
    const vote = fitVote([data], train, usual, temperatures);
    const rows = test.filter((r) => y[r]! < nAsked);
    const truth = Array.from(rows, (r) => y[r]!);
    for (const { own, unheard, enrolled } of tested) {
      add(unheard, confusionMatrix(truth, argmaxRows(newSpeakerProba([own], vote, rows)), nAsked));
      for (const { pool, n: count, confusion } of evaluateEnrolment([own], vote, test, [], 42).results)
        if (pool === "mixed" && count === 20) add(enrolled, confusion);
    }
  }
  return tested.map(({ name, unheard, enrolled }) => {
    return {
      condition: name,
      training: nameOf(training),
      newSpeakers: macroF1(counts(unheard)),
      enrolled: macroF1(counts(enrolled)),
    };
  });
}

function nameOf(training: readonly Condition[]): string {
  return training.length === 0 ? "clean" : training.length === 1 ? training[0]!.name : "all kinds of copies";
}

function stacked(parts: readonly Matrix[]): Matrix {
  const all = zeros(
    parts.reduce((sum, { rows }) => sum + rows, 0),
    parts[0]!.cols,
  );
  let at = 0;
  for (const { data } of parts) {
    all.data.set(data, at);
    at += data.length;
  }
  return all;
}

function add(sum: Matrix, confusion: readonly (readonly number[])[]): void {
  confusion.flat().forEach((count, i) => (sum.data[i]! += count));
}

function counts(sum: Matrix): number[][] {
  return Array.from({ length: sum.rows }, (_, r) => [...row(sum, r)]);
}
