import { missingClasses } from "../../evaluation/folds.js";
import { actorGroups } from "./evaluate.js";
import type { FitSettings } from "./fitSettings.js";
import { outerSplits } from "./nested.js";
import { foldsOf, searchSplits } from "./search.js";
import type { TrainingSet } from "./trainingSet.js";

/**
 * Notes for the reader on how a set was evaluated: fewer folds than usual because there are too few actors, and folds
 * that lack a class on one side (such a fold cannot learn it, or cannot test it).
 */
export function setMessages(set: TrainingSet, settings: FitSettings): string[] {
  const messages: string[] = [];
  const nActors = new Set(set.actors).size;
  const usual = Math.max(actorGroups, searchSplits, outerSplits);
  if (nActors < usual)
    messages.push(`Only ${nActors} actors, so fewer folds by actor than the usual ${actorGroups} and ${searchSplits}.`);
  const absent = set.labels.filter((_, label) => !set.y.includes(label));
  if (absent.length > 0) messages.push(`No recordings of ${absent.join(" or ")}: the model cannot predict it.`);
  for (const { fold, side, label } of missingClasses(set.y, foldsOf(set, settings), set.labels.length)) {
    const name = set.labels[label]!;
    if (absent.includes(name)) continue;
    const consequence = side === "train" ? "this fold does not learn it" : "this fold does not test it";
    messages.push(`Fold ${fold + 1} of the search has no ${name} on its ${side} side: ${consequence}.`);
  }
  return messages;
}
