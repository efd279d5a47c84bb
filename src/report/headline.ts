import { type Report, type Scores, type SetReport, type SpeakerSet, speakerSets } from "./report.js";

/** The figure that a report opens with, and whose it is. */
export interface Headline {
  readonly recipe: "study" | "functionals";
  readonly set: SpeakerSet;
  /** whether the search, too, had not seen the judged speakers */
  readonly nested: boolean;
  readonly scores: Scores;
}

/**
 * The headline figure: of the recipe that answers predictions, for all speakers, by nested cross-validation where there
 * is one. The figure of a model that was chosen by looking owes part of itself to luck.
 */
export function headlineOf(report: Pick<Report, "sets" | "functionals" | "recipes">): Headline | undefined {
  const newSpeakers = report.functionals?.newSpeakers;
  if (report.recipes?.winner === "functionals" && newSpeakers !== undefined)
    return { recipe: "functionals", set: "all", nested: true, scores: newSpeakers.all };
  const set = speakerSets.find((name) => report.sets[name] !== undefined);
  return set && { recipe: "study", set, ...bestKnown(report.sets[set]!) };
}

/** How a set's model does on new speakers: by nested cross-validation where there is one. */
export function bestKnown(set: SetReport): { readonly nested: boolean; readonly scores: Scores } {
  return set.nested === undefined ? { nested: false, scores: set.byActor } : { nested: true, scores: set.nested };
}
