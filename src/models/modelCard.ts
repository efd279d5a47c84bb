import type { z } from "zod";
import { limitsOf } from "../report/limits.js";
import type { Report, ReportInterval, Scores } from "../report/report.js";
import type { modelDescriptionSchema, ModelSet } from "./modelFile.js";

type Described = z.infer<typeof modelDescriptionSchema>;

const setWords: Readonly<Record<ModelSet, string>> = {
  all: "emotions of all speakers",
  women: "emotions of women",
  men: "emotions of men",
  gender: "the speaker's gender",
};

/**
 * A model card in Markdown: the model, its training data, its scores by group, its limits and intended use.
 *
 * @param report of the run that trained it; without it, figures have no intervals and data no citation
 * @see Mitchell et al., Model Cards for Model Reporting (2019)
 */
export function modelCard(model: Described, report?: Report): string {
  const { id, set, labels, rows, featureSet, columns, createdAt, synthetic } = model;
  const { provenance } = report ?? {};
  const version = provenance === undefined ? "" : `, by speech-emotion-workers ${provenance.version}`;
  return [
    `# Model card: ${id}`,
    ...(synthetic ? ["**Trained on synthetic voices: its predictions say nothing about people.**"] : []),
    `Classifies ${setWords[set]} (${labels.join(", ")}) from ${columns.length} features (${featureSet}) of a recording. Trained ${createdAt} in run ${model.run}${version}.`,
    "## Data",
    ...dataOf(rows, report),
    "## Figures",
    ...figuresOf(model, report),
    "## Intended use",
    "Research on acted emotional speech, and teaching. A prediction is a probability over the emotions above and is no better than the figures say; for an important speaker, enrol recordings and check the figures for similar people.",
    "## Limits and what it must not be used for",
    ...limitsOf(report ?? { synthetic }).map((paragraph) => `- ${paragraph}`),
    ...(report?.bias === undefined
      ? []
      : ["## Nuisance variables", ...report.bias.sentences.map((each) => `- ${each}`)]),
    "",
  ].join("\n\n");
}

function dataOf(rows: number, report: Report | undefined): string[] {
  const { provenance, breakdown } = report ?? {};
  const speakers = breakdown === undefined ? "" : `, ${breakdown.speakers.length} speakers evaluated`;
  return [
    `${rows} recordings${speakers}.`,
    ...(provenance?.corpora ?? []).map(({ name, recordings, citation, doi, licence }) =>
      [
        `- ${name}: ${recordings} recordings extracted.`,
        citation === undefined ? "" : `${citation}.`,
        doi === undefined ? "" : `DOI ${doi}.`,
        `Licence: ${licence ?? "unknown"}.`,
      ]
        .filter((part) => part !== "")
        .join(" "),
    ),
  ];
}

function figuresOf(
  { set, scores, version }: Described & { readonly version?: unknown },
  report: Report | undefined,
): string[] {
  const measured = version === 2 ? report?.functionals?.newSpeakers?.all : scoresOfSet(set, report);
  const lines = [
    row("new speakers", scores.byActor, measured?.intervals),
    ...(scores.enrolled === undefined ? [] : [row("enrolled speakers", scores.enrolled)]),
    ...(scores.stratified === undefined ? [] : [row("known speakers (optimistic)", scores.stratified)]),
  ];
  const weakest = (report?.breakdown?.speakers ?? [])
    .slice(0, 5)
    .map(({ speaker, accuracy }) => `${speaker} (${percent(accuracy)})`);
  return [
    ["| evaluated on | accuracy | macro F1 |", "| --- | --- | --- |", ...lines].join("\n"),
    "New speakers were held out of training; ranges are 95 % confidence intervals, bootstrap over the speakers, and with few speakers likely too narrow.",
    ...(set === "gender" || weakest.length === 0 ? [] : [`Weakest speakers: ${weakest.join(", ")}.`]),
  ];
}

function scoresOfSet(set: ModelSet, report: Report | undefined): Scores | undefined {
  return set === "gender" ? report?.genderModel?.byActor : report?.sets[set]?.byActor;
}

function row(
  words: string,
  { accuracy, macroF1 }: { readonly accuracy: number; readonly macroF1: number },
  intervals: Scores["intervals"] = {},
): string {
  return `| ${words} | ${accuracy.toFixed(3)}${range(intervals.accuracy)} | ${macroF1.toFixed(3)}${range(intervals.macroF1)} |`;
}

function range(interval: ReportInterval | undefined): string {
  return interval === undefined ? "" : ` (${interval.lower.toFixed(3)} to ${interval.upper.toFixed(3)})`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
