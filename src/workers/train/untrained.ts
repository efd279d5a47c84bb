import type { Report, SpeakerSet } from "../../report/report.js";
import type { ReportInputs } from "./reportParts.js";
import { scoresOf } from "./reportScores.js";
import type { TrainingSet } from "./trainingSet.js";

type Untrained = NonNullable<Report["notTrained"]>[number];

/** The minimum number of emotions that a set needs recordings of. */
export const minEmotions = 2;

/** Minimum number of actors of a set: one to learn from, another to evaluate on. */
const minActors = 2;

/** A set that has too few emotions to be trained on. */
export function tooFewEmotions(set: SpeakerSet, emotions: readonly string[], found: readonly string[]): Untrained {
  const message = `recordings of at least two of ${emotions.join(", ")} are needed, found ${found.length === 0 ? "none" : found.join(", ")}`;
  return { set, code: "too-few-recordings", message };
}

/**
 * Why a planned set has no model. If its recordings can still be evaluated on known speakers, these scores (of the
 * study's parameters) are included.
 */
export function untrained(parts: ReportInputs, set: SpeakerSet, data: TrainingSet): Untrained {
  const stratified = parts.results.evaluation(set, "initial", "stratified");
  return {
    set,
    code: "too-few-recordings",
    message: tooFewRecordings(data) ?? parts.results.problem(set) ?? "no candidate could be trained",
    ...(stratified === undefined ? {} : { stratified: scoresOf(data, stratified, parts.fit.randomState) }),
  };
}

/** What a set lacks for training and evaluation; undefined if it has enough. */
export function tooFewRecordings(data: TrainingSet): string | undefined {
  const actors = [...new Set(data.actors)];
  if (actors.length < minActors)
    return `all ${data.y.length} recordings are of ${speakerWords(data)}, but a model is evaluated on speakers held out of training: add recordings of another speaker`;
  const single = data.labels.filter((_, label) => trialsOf(data, label) === 1);
  if (single.length > 0)
    return `there is only one recording of ${single.join(", and one of ")}: each class needs two, one for training and one for testing`;
  return undefined;
}

/** "actor 3" for RAVDESS, "speaker 03" for others. */
function speakerWords({ recordings }: TrainingSet): string {
  const { dataset, speaker } = recordings[0]!;
  return dataset === "ravdess" ? `actor ${Number(speaker)}` : `speaker ${speaker}`;
}

function trialsOf({ y, trials }: TrainingSet, label: number): number {
  return new Set(trials.filter((_, row) => y[row] === label)).size;
}
