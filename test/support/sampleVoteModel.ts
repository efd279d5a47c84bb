import { voices } from "../evaluation/vote/voices.js";
import { VoteData } from "../../src/evaluation/vote/voteData.js";
import { fitVote, searchVote, voteCandidates } from "../../src/evaluation/vote/voteSearch.js";
import { featureSetId, featureSetOf } from "../../src/features/featureSet.js";
import type { ModelFile } from "../../src/models/modelFile.js";
import { saveVote } from "../../src/models/voteFile.js";

/** Made-up voices with as many columns as a real row of the study has, so that the feature set is a known one. */
const set = featureSetOf(["mean161"]);
export const voteFeatureSet = featureSetId(set, 16_000);
export const voteLabels = ["calm", "happy", "sad", "surprised"];
export const voteRows = voices({ speakers: 5, perClass: 6, nColumns: set.columns.length, spread: 4 });

/** One more voice, that the model never heard. */
export const unheardRows = voices({ speakers: 1, perClass: 6, nColumns: set.columns.length, seed: 99, spread: 4 });

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
