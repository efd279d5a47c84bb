import { bootstrapDifference, bootstrapInterval } from "../../evaluation/bootstrapInterval.js";
import { macroF1 } from "../../evaluation/metrics.js";
import type { Comparison, Report, SpeakerSet } from "../../report/report.js";
import type { StageName } from "./fitTask.js";
import type { ReportInputs } from "./reportParts.js";
import { confidence, truthOf } from "./reportScores.js";

/** Is a model per gender better than one for all? Both are evaluated on the same recordings, by actor. */
export function genderComparison(parts: ReportInputs): Report["genderComparison"] {
  const all = parts.sets.find(({ planned }) => planned.name === "all");
  if (all === undefined) return undefined;
  const women = predictionsOf(parts, "women");
  const men = predictionsOf(parts, "men");
  const forAll = predictionsOf(parts, "all");
  if (forAll === undefined || (women === undefined && men === undefined)) return undefined;
  const compare = (perGender: ReadonlyMap<number, number> | undefined): Comparison | undefined => {
    if (perGender === undefined) return undefined;
    const rows = [...perGender.keys()].filter((row) => forAll.has(row));
    const truth = truthOf(all.data, rows);
    const own = rows.map((row) => perGender.get(row)!);
    const one = rows.map((row) => forAll.get(row)!);
    const options = { ...confidence, randomState: parts.fit.randomState };
    return {
      rows: rows.length,
      actors: new Set(truth.actors).size,
      perGender: bootstrapInterval(truth, own, macroF1, options),
      oneForAll: bootstrapInterval(truth, one, macroF1, options),
      difference: bootstrapDifference(truth, own, one, macroF1, options),
    };
  };
  const both = women === undefined || men === undefined ? undefined : compare(new Map([...women, ...men]));
  const ofWomen = compare(women);
  const ofMen = compare(men);
  return {
    metric: "macroF1",
    ...(both === undefined ? {} : { both }),
    ...(ofWomen === undefined ? {} : { women: ofWomen }),
    ...(ofMen === undefined ? {} : { men: ofMen }),
  };
}

/** A set's out-of-fold predictions by actor, keyed by the recording's row in the set of all speakers. */
function predictionsOf(parts: ReportInputs, name: SpeakerSet): ReadonlyMap<number, number> | undefined {
  const set = parts.sets.find(({ planned }) => planned.name === name);
  const all = parts.sets.find(({ planned }) => planned.name === "all");
  if (set === undefined || all === undefined) return undefined;
  const models = parts.results.models(name);
  if (models === undefined) return undefined;
  const stage: StageName = models.pruning.chosen === null ? "tuned" : "pruned";
  const evaluation = parts.results.evaluation(name, stage, "byActor");
  if (evaluation === undefined) return undefined;
  const rowInAll = new Map(all.data.keys.map((key, row) => [key, row]));
  return new Map(evaluation.rows.map((row, i) => [rowInAll.get(set.data.keys[row]!)!, evaluation.predicted[i]!]));
}
