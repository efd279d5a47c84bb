import { inOrderOfEmotions, labelsOfName } from "../../corpus/dataSets.js";
import { type Labels, speakerName } from "../../corpus/labels.js";
import { studyEmotions, type RunSettings } from "../../runs/jobs.js";
import type { DatasetHeader } from "./dataset.js";

/** The labels of each row of a dataset, from a labels file or else from its key; undefined for an unlabelled row. */
export function labelsOfRows({
  keys,
  labels,
}: Pick<DatasetHeader, "keys" | "labels">): readonly (Labels | undefined)[] {
  if (labels !== undefined) return labels.map((row) => row ?? undefined);
  return keys.map((key) => {
    const name = labelsOfName(key);
    return name.kind === "recording" ? name.labels : undefined;
  });
}

/** The speakers of a dataset as numbers, which folds and intervals work on. */
export interface SpeakerNumbers {
  readonly of: (labels: Labels) => number;
  /** the display name of a speaker by number: RAVDESS's actors keep their numbers */
  readonly nameOf: (number: number) => string | number;
}

/**
 * Numbers the speakers in the order of their names. If RAVDESS is the only data set, its actors keep their own numbers.
 *
 * @param all labels of every row: sets of one run number their speakers alike
 */
export function numberSpeakers(all: readonly (Labels | undefined)[]): SpeakerNumbers {
  const known = all.filter((labels) => labels !== undefined);
  if (known.every(({ dataset }) => dataset === "ravdess"))
    return { of: ({ speaker }) => Number(speaker), nameOf: (number) => number };
  const names = [...new Set(known.map(speakerName))].sort();
  const numbers = new Map(names.map((name, i) => [name, i + 1]));
  const isOne = new Set(known.map(({ dataset }) => dataset)).size === 1;
  return {
    of: (labels) => numbers.get(speakerName(labels))!,
    nameOf: (number) => {
      const name = names[number - 1]!;
      return isOne ? name.slice(name.indexOf("/") + 1) : name;
    },
  };
}

/** The classes of a run's models, and why these were chosen if the run did not name them. */
export interface ChosenEmotions {
  readonly emotions: readonly string[];
  readonly why?: string;
}

/**
 * The classes of a run's models: those that the settings name, or "auto":
 * - RAVDESS alone: the study's four;
 * - another data set: all of its emotions;
 * - several data sets: the emotions that all of them have, or, if these are fewer than two, all emotions.
 */
export function chosenEmotions(choice: RunSettings["emotions"], all: readonly (Labels | undefined)[]): ChosenEmotions {
  if (choice !== "auto") return { emotions: choice };
  const byDataset = new Map<string, Set<string>>();
  for (const labels of all) {
    if (labels === undefined) continue;
    const { dataset, emotion } = labels;
    const words = byDataset.get(dataset);
    if (words === undefined) byDataset.set(dataset, new Set([emotion]));
    else words.add(emotion);
  }
  const names = [...byDataset.keys()].sort();
  if (names.length === 0 || (names.length === 1 && names[0] === "ravdess")) return { emotions: studyEmotions };
  const sets = [...byDataset.values()];
  const union = inOrderOfEmotions(sets.flatMap((words) => [...words]));
  const common = union.filter((word) => sets.every((words) => words.has(word)));
  if (names.length === 1) return { emotions: union, why: `all emotions of ${names[0]!}` };
  return common.length < 2
    ? { emotions: union, why: `all emotions of ${names.join(" and ")}, which have fewer than two in common` }
    : { emotions: common, why: `the emotions common to ${names.join(" and ")}` };
}
