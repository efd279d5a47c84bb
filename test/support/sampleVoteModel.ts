import { contourScales, fitConvolutions } from "../../src/dsp/convolutions.js";
import { contourNames } from "../../src/dsp/speech/contourNames.js";
import { convolutionView } from "../../src/workers/train/vote/voteSet.js";
import { voices } from "../evaluation/vote/voices.js";
import { VoteData } from "../../src/evaluation/vote/voteData.js";
import { fitVote, searchVote, voteCandidates } from "../../src/evaluation/vote/voteSearch.js";
import { featureSetId, featureSetOf } from "../../src/features/featureSet.js";
import type { ModelFile } from "../../src/models/modelFile.js";
import { saveVote } from "../../src/models/voteFile.js";

/** Synthetic voices with as many columns as a real row of the study, so that the feature set is a known one. */
const set = featureSetOf(["mean161"]);
export const voteFeatureSet = featureSetId(set, 16_000);
export const voteLabels = ["calm", "happy", "sad", "surprised"];
export const voteRows = voices({ speakers: 5, perClass: 6, nColumns: set.columns.length, spread: 4 });

/** One more voice, not in the model's training data. */
export const heldOutRows = voices({ speakers: 1, perClass: 6, nColumns: set.columns.length, seed: 99, spread: 4 });

/** Contours of a synthetic recording: each voice is higher or lower, and each emotion rises or falls. */
export function sampleContours(speaker: number, label: number, take: number): Float32Array {
  const nChannels = contourNames.length;
  return Float32Array.from({ length: 30 * nChannels }, (_, i) => {
    const [t, c] = [Math.floor(i / nChannels), i % nChannels];
    return 3 * Math.sin(speaker * (c + 1)) + Math.sin(t * (0.2 + 0.15 * label) + c) + 0.3 * Math.sin(i * (take + 1));
  });
}

/** Like sampleVoteModelFile, with random convolutions in the vote. @param seed seed of the kernels */
export function sampleConvolvedModelFile(seed = 3): ModelFile & { version: 2 } {
  const data = new VoteData(voteRows);
  const everyRow = Int32Array.from(voteRows.y.keys());
  const contours = Array.from(voteRows.y, (label, r) => sampleContours(voteRows.speakers[r]!, label, r));
  const settings = { seed, perDilation: 4 };
  const views = [data, convolutionView({ contours, settings }, data, everyRow).data];
  // A high temperature keeps probabilities below 1: the convolutions separate these contours perfectly.
  const temperatures = { ridge: [0.5, undefined], lda: [2, 50], vote: 1 };
  const convolutions = fitConvolutions(contours, contourScales(contours, contourNames.length), settings);
  return {
    ...sampleVoteModelFile(),
    vote: saveVote(fitVote(views, everyRow, voteCandidates[0]!, temperatures), convolutions),
  };
}

/** A model file of the recipe functionals, as training stores it. */
export function sampleVoteModelFile(): ModelFile & { version: 2 } {
  const data = new VoteData(voteRows);
  const everyRow = Int32Array.from(voteRows.y.keys());
  const search = searchVote([data], everyRow, voteCandidates, 3);
  return {
    format: "speech-emotion-workers/model",
    version: 2,
    recipe: "functionals",
    id: "sample-all-0000000b",
    run: "sample",
    set: "all",
    synthetic: false,
    featureSet: voteFeatureSet,
    maxDurationSec: 360,
    columns: set.columns.map(({ name }, index) => ({ name, index })),
    labels: voteLabels,
    rows: voteRows.y.length,
    dataset: "0123456789abcdef",
    scores: { byActor: { accuracy: 0.7, macroF1: 0.7 }, enrolled: { accuracy: 0.8, macroF1: 0.8 } },
    createdAt: "2026-03-14T09:26:53Z",
    vote: saveVote(fitVote([data], everyRow, voteCandidates[search.best]!, search.temperatures)),
  };
}
