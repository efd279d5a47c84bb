import { readFile } from "node:fs/promises";
import path from "node:path";
import { featureSetOf } from "../../../src/features/featureSet.js";
import { type Matrix, zeros } from "../../../src/shared/matrix.js";
import type { Corpus } from "./corpus.js";
import { wavExtractor } from "../../support/extractors.js";

export interface ExtractedRows {
  readonly X: Matrix;
  /** one per recording */
  readonly contours: readonly Float32Array[];
}

/** The rows of a corpus as a run would store them: float32 values of the study's columns, the functionals and those of a noisy copy. */
export async function extractRows(corpus: Corpus, say: (line: string) => void): Promise<ExtractedRows> {
  const blocks = ["mean161", "functionals", "contours", "noisy"] as const;
  const extract = wavExtractor({ blocks, sampleRate: 16_000, maxDurationSec: 360 });
  const contours: Float32Array[] = [];
  const X = zeros(corpus.recordings.length, featureSetOf(blocks).columns.length);
  for (const [r, { file }] of corpus.recordings.entries()) {
    const { features, contours: own } = extract(await readFile(path.join(corpus.source, file)));
    X.data.set(Float32Array.from(features), r * X.cols);
    contours.push(own!);
    if ((r + 1) % 200 === 0) say(`${r + 1} of ${corpus.recordings.length} recordings analysed`);
  }
  return { X, contours };
}
