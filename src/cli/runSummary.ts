import { join } from "node:path";
import { speakerSets, type Report, type ReportInterval } from "../report/report.js";
import { voteColumns } from "../report/voteColumns.js";

/** Summarises a finished run in a few lines. @param outDir directory of its report */
export function runSummary(report: Report, outDir: string): string {
  const { extracted, rejected, modalities = {}, skipped } = report.files;
  const taken = Object.entries(modalities).map(([modality, count]) => `${count} ${modality}`);
  const skips = Object.entries(skipped).map(([reason, count]) => `, ${count} skipped (${reason})`);
  const lines = [
    ...(report.synthetic
      ? ["SYNTHETIC corpus: the voices are computer-generated; the scores say nothing about people."]
      : []),
    `${extracted} recordings processed${taken.length === 0 ? "" : ` (taken: ${taken.join(", ")})`}, ${rejected.length} rejected${skips.join("")} in ${report.timings.extractSec.toFixed(1)} s; trained in ${report.timings.trainSec.toFixed(1)} s`,
    ...corpusLines(report),
    "",
    "            new speakers (by actor)     known speakers (stratified 75/25)",
    "            accuracy   macro F1         accuracy   macro F1",
  ];
  for (const name of speakerSets) {
    const set = report.sets[name];
    if (set === undefined) continue;
    const figures = [set.byActor.accuracy, set.byActor.macroF1, set.stratified.accuracy, set.stratified.macroF1];
    const [a, b, c, d] = figures.map((figure) => figure.toFixed(3));
    lines.push(`  ${name.padEnd(9)} ${a!}      ${b!}            ${c!}      ${d!}`);
  }
  lines.push(...recipeLines(report), ...crossCorpusLines(report));
  for (const name of speakerSets)
    for (const message of report.sets[name]?.messages ?? []) lines.push(`  ${name}: ${message}`);
  for (const { set, message, stratified } of report.notTrained ?? []) {
    const known = stratified && ` (known speakers: accuracy ${stratified.accuracy.toFixed(3)})`;
    lines.push(`  no model for ${set}: ${message}${known ?? ""}`);
  }
  lines.push("", `report: ${join(outDir, "report.html")}`, "");
  return lines.join("\n");
}

/** The data sets that were recognised, and the models' emotions if the settings do not name them. */
function corpusLines({ datasets = [], emotions }: Report): string[] {
  const sets = datasets.map(
    ({ name, recordings, speakers }) => `${name} (${recordings} of ${speakers.length} speakers)`,
  );
  return [
    ...(sets.length === 0 ? [] : [`data sets: ${sets.join(", ")}`]),
    ...(emotions?.why === undefined ? [] : [`emotions: ${emotions.chosen.join(", ")} (${emotions.why})`]),
  ];
}

/** Training by test data sets, and the test set. */
function crossCorpusLines({ crossCorpus, testSet }: Report): string[] {
  const cells = crossCorpus?.cells.map(
    ({ train, test, scores, perCorpus }) =>
      `  ${`${train.join(" + ")} → ${test}`.padEnd(34)}${scores.macroF1.toFixed(3)}${
        perCorpus === undefined
          ? ""
          : `, ${perCorpus.macroF1.toFixed(3)} with each data set's features standardised by its own mean`
      }`,
  );
  return [
    ...(cells === undefined ? [] : ["", "macro F1, trained on → evaluated on (unseen speakers)", ...cells]),
    ...(testSet === undefined
      ? []
      : [
          "",
          `test set: macro F1 ${testSet.scores.macroF1.toFixed(3)}, accuracy ${testSet.scores.accuracy.toFixed(3)}, ${testSet.rows} recordings of ${testSet.speakers.join(", ")}`,
        ]),
  ];
}

/** Both recipes on new speakers, with intervals, and which one is used for predictions. */
function recipeLines({ recipes, functionals, featureSet }: Report): string[] {
  if (recipes === undefined) return [];
  const words = { study: "the study's forests", functionals: `${voteColumns({ featureSet }).name}, linear models` };
  const cell = (interval: ReportInterval | undefined): string =>
    interval === undefined
      ? ""
      : `${interval.point.toFixed(3)} [${interval.lower.toFixed(2)}, ${interval.upper.toFixed(2)}]`;
  const enrolled = functionals?.enrolled;
  const rows = [
    ...recipes.compared.map(({ recipe, macroF1 }) => [words[recipe], macroF1.all, macroF1.women, macroF1.men] as const),
    ...(enrolled === undefined
      ? []
      : [
          [
            `  ${enrolled.n} recordings enrolled`,
            enrolled.all.intervals?.macroF1,
            enrolled.women?.intervals?.macroF1,
            enrolled.men?.intervals?.macroF1,
          ] as const,
        ]),
  ];
  return [
    "",
    `${"macro F1, nested, by speaker".padEnd(30)}${["all", "women", "men"].map((name) => name.padEnd(22)).join("")}`.trimEnd(),
    ...rows.map(([name, ...of]) =>
      `  ${name.padEnd(28)}${of.map((interval) => cell(interval).padEnd(22)).join("")}`.trimEnd(),
    ),
    `  ${recipes.sentence}`,
    ...(functionals?.messages ?? []).map((message) => `  ${message}`),
  ];
}
