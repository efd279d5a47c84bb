import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { decodeAudio } from "../../src/audio/decodeAudio.js";
import { floatWav } from "../../src/audio/floatWav.js";
import { macroF1, confusionMatrix } from "../../src/evaluation/metrics.js";
import { judgeEnrolment } from "../../src/evaluation/vote/enrolment.js";
import { newSpeakerProba, voteFolds, voteInnerSplits } from "../../src/evaluation/vote/nestedVote.js";
import { VoteData } from "../../src/evaluation/vote/voteData.js";
import { fitVote, searchVote, voteCandidates } from "../../src/evaluation/vote/voteSearch.js";
import { createExtractor } from "../../src/features/extraction.js";
import { columnRange, featureSetOf } from "../../src/features/featureSet.js";
import { argmaxRows } from "../../src/forest/classifier.js";
import { type Matrix, row, zeros } from "../../src/shared/matrix.js";
import { type Corpus, readCorpus } from "./accuracy/corpus.js";
import { type Condition, conditions, each, noisy, telephone } from "./robustness/conditions.js";

const usage = `npm run bench -- robustness --source DIR [--augment] [--json]
  DIR: recordings of RAVDESS or EMO-DB, by their names; --augment: train once more with noisy and narrow copies besides`;

const blocks = ["mean161", "functionals"] as const;
const maxDurationSec = 360;

/** Recordings that are held in memory, and coded in one file. */
const spoiltTogether = 32;

/** What training recordings are copied with where training is augmented. */
const copies: readonly Condition[] = [
  each("noise, 10 to 30 dB", (sound, seed) => noisy(sound, 10 + (seed % 21), seed + 500_000)),
  each("telephone", telephone),
];

/** One condition: macro F1 of new speakers, and with 20 recordings enrolled that are spoilt the same way. */
interface Line {
  readonly condition: string;
  readonly training: "clean" | "augmented";
  readonly newSpeakers: number;
  readonly enrolled: number;
}

/**
 * The vote of functionals, trained on clean recordings of some speakers and asked about spoilt recordings of others. Search and calibration see training speakers alone.
 */
export async function bench(args: string[]): Promise<void> {
  const options = {
    source: { type: "string" },
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
  const found = readCorpus(values.source, entries.filter((name) => name.toLowerCase().endsWith(".wav")).sort());
  const asked = found.questions[0]!;
  const corpus = { ...found, recordings: found.recordings.filter(({ emotion }) => asked.includes(emotion)) };
  const extracted = new Map<Condition, Matrix>();
  for (const condition of [...conditions, ...(values.augment ? copies : [])])
    extracted.set(condition, await rowsOf(corpus, condition));
  const trainings = values.augment ? (["clean", "augmented"] as const) : (["clean"] as const);
  const lines = trainings.flatMap((training) => linesOf(corpus, asked, extracted, training));
  if (values.json) process.stdout.write(`${JSON.stringify({ corpus: corpus.name, lines })}\n`);
  else
    for (const { condition, training, newSpeakers, enrolled } of lines)
      process.stdout.write(
        `${training.padEnd(10)} ${condition.padEnd(20)} new ${newSpeakers.toFixed(3)}  20 enrolled ${enrolled.toFixed(3)}\n`,
      );
}

/** The functionals of each recording, spoilt. */
async function rowsOf({ source, recordings }: Corpus, { name, spoil }: Condition): Promise<Matrix> {
  process.stderr.write(`${name}: ${recordings.length} recordings\n`);
  const extract = createExtractor({ blocks, sampleRate: 16_000, maxDurationSec });
  const { start, end } = columnRange(featureSetOf(blocks), "functionals")!;
  const X = zeros(recordings.length, end - start);
  for (let first = 0; first < recordings.length; first += spoiltTogether) {
    const sounds = [];
    for (const { file } of recordings.slice(first, first + spoiltTogether))
      sounds.push(decodeAudio(await readFile(path.join(source, file)), { maxDurationSec }));
    spoil(sounds, first).forEach((sound, i) => {
      const { features } = extract(floatWav(sound));
      X.data.set(Float32Array.from(features.subarray(start, end)), (first + i) * X.cols);
    });
  }
  return X;
}

function linesOf(
  corpus: Corpus,
  asked: readonly string[],
  extracted: ReadonlyMap<Condition, Matrix>,
  training: Line["training"],
): Line[] {
  const { recordings } = corpus;
  const y = Int32Array.from(recordings, ({ emotion }) => asked.indexOf(emotion));
  const speakers = recordings.map(({ speaker }) => speaker);
  const n = y.length;
  const parts = [
    extracted.get(conditions[0]!)!,
    ...(training === "clean" ? [] : copies.map((each) => extracted.get(each)!)),
  ];
  // A copy is another voice, with figures of its own; folds keep it with the speaker it is a copy of.
  const rows = {
    X: stacked(parts),
    y: Int32Array.from({ length: n * parts.length }, (_, r) => y[r % n]!),
    nAsked: asked.length,
    speakers: parts.flatMap((_, part) => speakers.map((speaker) => speaker + 1_000 * part)),
    groups: parts.flatMap(() => speakers),
  };
  const data = new VoteData(rows);
  const tested = conditions.map((condition) => {
    const { name } = condition;
    const own = new VoteData({ X: extracted.get(condition)!, y, nAsked: asked.length, speakers });
    return { name, own, unheard: zeros(asked.length, asked.length), enrolled: zeros(asked.length, asked.length) };
  });
  for (const { heldOut, test } of voteFolds(speakers, undefined, y)) {
    const train = Int32Array.from(rows.y.keys()).filter((r) => !heldOut.includes(rows.groups[r]!));
    const { best, temperatures } = searchVote([data], train, voteCandidates, voteInnerSplits);
    const vote = fitVote([data], train, voteCandidates[best]!, temperatures);
    for (const { own, unheard, enrolled } of tested) {
      const predicted = argmaxRows(newSpeakerProba([own], vote, test));
      add(
        unheard,
        confusionMatrix(
          Array.from(test, (r) => y[r]!),
          predicted,
          asked.length,
        ),
      );
      for (const { pool, n: count, confusion } of judgeEnrolment([own], vote, test, [], 42).results)
        if (pool === "mixed" && count === 20) add(enrolled, confusion);
    }
  }
  return tested.map(({ name, unheard, enrolled }) => {
    return { condition: name, training, newSpeakers: macroF1(counts(unheard)), enrolled: macroF1(counts(enrolled)) };
  });
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
