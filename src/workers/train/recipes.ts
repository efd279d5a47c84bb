import { bootstrapDifference } from "../../evaluation/bootstrapInterval.js";
import { macroF1 } from "../../evaluation/metrics.js";
import {
  type FunctionalsReport,
  type RecipesReport,
  type Report,
  type ReportInterval,
  type Scores,
  type SpeakerSet,
  speakerSets,
} from "../../report/report.js";
import { type VoteColumns, voteColumns } from "../../report/voteColumns.js";
import type { ReportInputs } from "./reportParts.js";
import { confidence, truthOf } from "./reportScores.js";
import { voteSet } from "./vote/voteSet.js";

/**
 * Both recipes side by side, and which of them is used for predictions: the one with the better nested macro F1 over all
 * speakers; without nested cross-validation, that of their searches. Undefined if the run uses the study's recipe
 * alone.
 */
export function recipesReport(
  parts: ReportInputs,
  sets: Report["sets"],
  functionals: FunctionalsReport | undefined,
): RecipesReport | undefined {
  if (parts.fit.vote === null) return undefined;
  const study = sets.all;
  const ofStudy = study?.nested?.macroF1 ?? study?.stages?.tuned?.searchScore;
  const ofFunctionals = functionals?.newSpeakers?.all.macroF1 ?? functionals?.searchScore;
  if (ofStudy === undefined && ofFunctionals === undefined) return undefined;
  const winner = (ofFunctionals ?? -1) > (ofStudy ?? -1) ? "functionals" : "study";
  const difference = functionals === undefined ? undefined : pairedDifference(parts);
  return {
    winner,
    sentence: sentenceOf(
      winner,
      voteColumns(parts.dataset.header),
      ofStudy,
      ofFunctionals,
      study?.nested !== undefined,
    ),
    compared: [
      ...(study === undefined ? [] : [studyRow(sets, study.nFeatures)]),
      ...(functionals === undefined ? [] : [functionalsRow(functionals)]),
    ],
    ...(difference === undefined ? {} : { difference }),
  };
}

function sentenceOf(
  winner: RecipesReport["winner"],
  columns: VoteColumns,
  study: number | undefined,
  functionals: number | undefined,
  isNested: boolean,
): string {
  const how = isNested ? "speakers held out of the whole search" : "the searches' own folds";
  const other = winner === "study" ? functionals : study;
  const own = (winner === "study" ? study : functionals)!;
  const whose =
    winner === "study" ? "The study's recipe answers predictions" : `${columns.the} ${columns.answer} predictions`;
  return other === undefined
    ? `${whose}: the other recipe could not be trained.`
    : `${whose}: macro F1 ${own.toFixed(3)} against ${other.toFixed(3)}, by ${how}.`;
}

function studyRow(sets: Report["sets"], nFeatures: number): RecipesReport["compared"][number] {
  const of = (name: SpeakerSet): Scores | undefined => sets[name]?.nested ?? sets[name]?.byActor;
  return { recipe: "study", models: "one a set", nFeatures, ...intervals(of) };
}

function functionalsRow({ nFeatures, newSpeakers }: FunctionalsReport): RecipesReport["compared"][number] {
  return { recipe: "functionals", models: "one for all", nFeatures, ...intervals((name) => newSpeakers?.[name]) };
}

function intervals(
  scoresOfSet: (name: SpeakerSet) => Scores | undefined,
): Pick<RecipesReport["compared"][number], "macroF1" | "accuracy"> {
  const intervalsOf = (metric: "macroF1" | "accuracy"): Partial<Record<SpeakerSet, ReportInterval>> =>
    Object.fromEntries(
      speakerSets.flatMap((name) => {
        const interval = scoresOfSet(name)?.intervals?.[metric];
        return interval === undefined ? [] : [[name, interval] as const];
      }),
    );
  return { macroF1: intervalsOf("macroF1"), accuracy: intervalsOf("accuracy") };
}

/** Both recipes on the recordings that both predicted, the same speakers drawn for both. */
function pairedDifference(parts: ReportInputs): ReportInterval | undefined {
  const all = parts.sets.find(({ planned }) => planned.name === "all");
  const studyFolds = parts.results.nested("all");
  const voteFolds = parts.results.voteFolds();
  if (all === undefined || studyFolds === undefined || voteFolds === undefined) return undefined;
  const { keys } = voteSet(parts.dataset, parts.fit.emotions);
  const byVote = new Map(
    voteFolds.flatMap(({ unheard: { rows, proba } }) =>
      rows.map((row, i) => [keys[row]!, proba[i]!.indexOf(Math.max(...proba[i]!))] as const),
    ),
  );
  const study = studyFolds.flatMap(({ rows, predicted }) => rows.map((row, i) => ({ row, predicted: predicted[i]! })));
  const both = study.filter(({ row }) => byVote.has(all.data.keys[row]!));
  const rows = both.map(({ row }) => row);
  if (new Set(rows.map((row) => all.data.actors[row])).size < 2) return undefined;
  return bootstrapDifference(
    truthOf(all.data, rows),
    rows.map((row) => byVote.get(all.data.keys[row]!)!),
    both.map(({ predicted }) => predicted),
    macroF1,
    { ...confidence, randomState: parts.fit.randomState },
  );
}
