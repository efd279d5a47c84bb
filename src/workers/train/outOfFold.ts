import type { OutOfFoldPrediction, PredictionTable } from "../../report/predictionTable.js";
import type { Labels } from "../../corpus/labels.js";
import type { StageName } from "./fitTask.js";
import type { ReportInputs } from "./reportParts.js";
import { isBaseline } from "./trainingPlan.js";
import type { TrainingSet } from "./trainingSet.js";
import { voiceOf } from "./voice.js";
import { voteSet } from "./vote/voteSet.js";

type Kind = Pick<OutOfFoldPrediction, "recipe" | "set" | "protocol" | "isNested">;

/** The held-out predictions of every model of a run: the final models and the nested searches. */
export function outOfFoldPredictions(parts: ReportInputs): PredictionTable {
  const { fit } = parts;
  return {
    classes: fit.emotions,
    rows: [...parts.sets.flatMap(({ data }) => ofForests(parts, data)), ...ofVotes(parts)],
  };
}

function ofForests({ results, fit }: ReportInputs, data: TrainingSet): OutOfFoldPrediction[] {
  if (data.name === "gender") return [];
  const stage = isBaseline(fit) ? "initial" : finalStage(results.models(data.name));
  const kind = { recipe: "study", set: data.name, isNested: false } as const;
  const describe = describing(data.keys, data.recordings, data.labels);
  const byProtocol = (["byActor", "stratified"] as const).flatMap((protocol) => {
    const evaluation = stage && results.evaluation(data.name, stage, protocol);
    if (evaluation === undefined) return [];
    const { rows, predicted, proba, folds } = evaluation;
    return rows.map((row, i) => describe({ ...kind, protocol }, folds?.[i] ?? 0, row, predicted[i]!, proba?.[i]));
  });
  const nested = (results.nested(data.name) ?? []).flatMap(({ rows, predicted, proba }, fold) =>
    rows.map((row, i) =>
      describe({ ...kind, protocol: "byActor", isNested: true }, fold, row, predicted[i]!, proba?.[i]),
    ),
  );
  return [...byProtocol, ...nested];
}

function ofVotes({ results, dataset, fit }: ReportInputs): OutOfFoldPrediction[] {
  const folds = results.voteFolds();
  if (folds === undefined) return [];
  const { keys, recordings, labels } = voteSet(dataset, fit.emotions);
  const describe = describing(keys, recordings, labels);
  const kind = { recipe: "functionals", set: "all", protocol: "byActor", isNested: true } as const;
  return folds.flatMap(({ unheard: { rows, proba } }, fold) =>
    rows.map((row, i) => describe(kind, fold, row, proba[i]!.indexOf(Math.max(...proba[i]!)), proba[i])),
  );
}

function finalStage(models: ReturnType<ReportInputs["results"]["models"]>): StageName | undefined {
  if (models === undefined) return undefined;
  return models.pruning.chosen === null ? "tuned" : "pruned";
}

function describing(keys: readonly string[], recordings: readonly Labels[], labels: readonly string[]) {
  return (
    kind: Kind,
    fold: number,
    row: number,
    predicted: number,
    probabilities: readonly number[] | undefined,
  ): OutOfFoldPrediction => {
    const { dataset, speaker, gender, emotion } = voiceOf(recordings[row]!);
    return {
      key: keys[row]!,
      dataset,
      speaker,
      gender,
      emotion,
      ...kind,
      fold,
      predicted: labels[predicted]!,
      probabilities,
    };
  };
}
