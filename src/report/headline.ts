import { type Report, type Scores, type SetReport, type SpeakerSet, speakerSets } from "./report.js";

/** The headline figure of a report, and the model that it is for. */
export interface Headline {
  readonly recipe: "study" | "functionals";
  readonly set: SpeakerSet;
  /** whether the speakers were also held out of the search */
  readonly nested: boolean;
  readonly scores: Scores;
}

/**
 * The headline figure: for the recipe used for predictions and all speakers, by nested cross-validation if there is
 * one. The score of the best of several candidates is partly luck.
 */
export function headlineOf(report: Pick<Report, "sets" | "functionals" | "recipes">): Headline | undefined {
  const newSpeakers = report.functionals?.newSpeakers;
  if (report.recipes?.winner === "functionals" && newSpeakers !== undefined)
    return { recipe: "functionals", set: "all", nested: true, scores: newSpeakers.all };
  const set = speakerSets.find((name) => report.sets[name] !== undefined);
  return set && { recipe: "study", set, ...bestKnown(report.sets[set]!) };
}

/** Scores of a set's model on new speakers: by nested cross-validation if there is one. */
export function bestKnown(set: SetReport): { readonly nested: boolean; readonly scores: Scores } {
  return set.nested === undefined ? { nested: false, scores: set.byActor } : { nested: true, scores: set.nested };
}
