import { accountsOf } from "../../runs/accounts.js";
import { type Headline, headlineOf } from "../../report/headline.js";
import type { PredictionTable } from "../../report/predictionTable.js";
import { type Report, reportSchemaVersion } from "../../report/report.js";
import { biasOf } from "./bias.js";
import { breakdownOf, headlinePredictions } from "./breakdown.js";
import { dataChapter } from "./dataChapter.js";
import type { Dataset } from "./dataset.js";
import { durationsOf } from "./durations.js";
import { genderComparison } from "./genderComparison.js";
import { corpusOf } from "./corpusReport.js";
import { genderReport, noGenderModel } from "./genderModel.js";
import { outOfFoldPredictions } from "./outOfFold.js";
import { provenanceOf } from "./provenanceOf.js";
import { recipesReport } from "./recipes.js";
import type { ReportInputs, ReportParts } from "./reportParts.js";
import { labelsOfRows } from "./rowLabels.js";
import { setReport } from "./setReport.js";
import { testReport } from "./testReport.js";
import { timingsOf } from "./timings.js";
import { TrainingResults } from "./trainingResults.js";
import { untrained } from "./untrained.js";
import { type Voice, voiceOf } from "./voice.js";
import { crossCorpusReport } from "./vote/crossCorpusReport.js";
import { voteReport } from "./vote/voteReport.js";

/**
 * The report of a run whose fits are done, and the predictions behind its figures. Its intervals take seconds of
 * computing: call it on a thread.
 */
export function buildReport({ outcomes, ...rest }: ReportParts): {
  readonly report: Report;
  readonly predictions: PredictionTable;
} {
  const plan = { sets: rest.sets.map((set) => set.planned), nVoteFolds: rest.nVoteFolds };
  const results = new TrainingResults(outcomes, plan, rest.fit);
  const parts: ReportInputs = { ...rest, results };
  const { run, dataset, fit } = parts;
  const { settings, listing } = run;
  const trained = parts.sets.flatMap(({ planned, data }) => {
    const set = setReport(parts, planned, data);
    return set === undefined ? [] : [[planned.name, set] as const];
  });
  const failed = parts.sets
    .filter(({ planned }) => !trained.some(([name]) => name === planned.name))
    .map(({ planned, data }) => untrained(parts, planned.name, data));
  const comparison = genderComparison(parts);
  const genderModel = genderReport(parts.genderData, fit, results);
  const sets = Object.fromEntries(trained);
  const { keys, leftOut = [] } = dataset.header;
  const nRows = keys.length + leftOut.length;
  const functionals = voteReport(parts);
  const recipes = recipesReport(parts, sets, functionals);
  const predictions = outOfFoldPredictions(parts);
  const voices = voicesOf(dataset);
  const details = predictionDetails(parts, predictions, voices, headlineOf({ sets, functionals, recipes }));
  const crossCorpus = crossCorpusReport(parts);
  const testSet = testReport(parts, recipes?.winner ?? "study");
  const messages = [
    ...(genderModel === undefined ? [noGenderModel(parts.genderData, results)] : []),
    ...(fit.vote !== null && functionals === undefined
      ? [`The recipe "functionals" could not be trained: ${results.problem("vote") ?? "its fits have no result"}.`]
      : []),
  ];
  const report: Report = {
    schemaVersion: reportSchemaVersion,
    run: run.name,
    source: settings.source,
    synthetic: listing.synthetic,
    files: {
      listed: listing.listed,
      extracted: nRows,
      modalities: listing.modalities,
      skipped: listing.skipped,
      rejected: parts.rejections,
      sum: accountsOf(listing, nRows, parts.rejections),
      ...(leftOut.length === 0 ? {} : { leftOut }),
    },
    ...corpusOf(dataset, run.settings.emotions),
    sets,
    ...(functionals === undefined ? {} : { functionals }),
    ...(recipes === undefined ? {} : { recipes }),
    ...(crossCorpus === undefined ? {} : { crossCorpus }),
    ...(testSet === undefined ? {} : { testSet }),
    timings: timingsOf(run.times, parts.endedAt),
    notTrained: [...parts.notTrained, ...failed],
    featureSet: dataset.header.featureSet,
    engine: settings.engine,
    ...(settings.forest === "default" ? {} : { forest: settings.forest }),
    endedAt: new Date(parts.endedAt).toISOString(),
    ...(comparison === undefined ? {} : { genderComparison: comparison }),
    ...(genderModel === undefined ? {} : { genderModel }),
    ...(messages.length === 0 ? {} : { messages }),
    ...details,
    durations: durationsOf(dataset, voices),
    ...dataChapter(dataset, voices, settings),
    provenance: provenanceOf(parts, outcomes, [...voices.values()]),
  };
  return { report, predictions };
}

/** The speaker of each recording by key; recordings without any information are omitted. */
function voicesOf({ header }: Dataset): ReadonlyMap<string, Voice> {
  const labels = labelsOfRows(header);
  return new Map(
    header.keys.flatMap((key, row) => {
      const known = labels[row];
      return known === undefined ? [] : [[key, voiceOf(known)] as const];
    }),
  );
}

/** The breakdown of the headline figure, and the check of its probabilities for bias. */
function predictionDetails(
  { dataset, fit }: ReportInputs,
  predictions: PredictionTable,
  voices: ReadonlyMap<string, Voice>,
  headline: Headline | undefined,
): Pick<Report, "breakdown" | "bias"> {
  if (headline === undefined) return {};
  const { keys, durationsSec } = dataset.header;
  const facts = new Map(
    keys.flatMap((key, row) => {
      const voice = voices.get(key);
      return voice === undefined ? [] : [[key, { voice, durationSec: durationsSec?.[row] }] as const];
    }),
  );
  const { recipe, set, nested } = headline;
  const rows = headlinePredictions(predictions, headline);
  const breakdown = breakdownOf({ recipe, set, nested }, rows, predictions.classes, facts, fit.randomState);
  const bias = biasOf(recipe, rows, predictions.classes, dataset);
  return { ...(breakdown === undefined ? {} : { breakdown }), ...(bias === undefined ? {} : { bias }) };
}
