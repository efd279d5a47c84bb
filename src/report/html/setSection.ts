import { classificationReport } from "../../evaluation/classificationReport.js";
import { describeParams } from "../../evaluation/describeParams.js";
import type { FamilyImportance, Scores, SetReport, SpeakerSet } from "../report.js";
import { type CellLinks, confusionTable } from "./confusionTable.js";
import { count, counted, listed, percent, score, signed } from "./figures.js";
import { type Html, html } from "./html.js";
import { bar } from "./scoreChart.js";
import { searchPart } from "./searchPart.js";

export const setWords: Readonly<Record<SpeakerSet, string>> = { all: "All speakers", women: "Women", men: "Men" };

/**
 * One model in full: scores, confusion matrices, scores by emotion, feature importances, model selection.
 *
 * @param linksOf links to the recordings behind the matrix of new speakers, by whether it is the nested one
 */
export function setSection(
  name: SpeakerSet,
  set: SetReport,
  linksOf: (nested: boolean) => CellLinks | undefined = () => undefined,
): Html {
  const { nested } = set;
  const actors = set.actors === undefined ? "" : ` by ${counted(set.actors, "actor")}`;
  return html`<section id="${name}">
    <h2>${setWords[name]}</h2>
    <p>
      ${counted(set.rows, "recording")}${actors}, ${counted(set.nFeatures, "feature")}. The forest:
      ${describeParams(set.params)}.
    </p>
    ${(set.messages ?? []).map((message) => html`<p class="message">${message}</p>`)}
    <h3>Confusion matrix</h3>
    <p class="note">
      Rows: the emotion that the actor expressed. Columns: the prediction. Colours show shares of a row.
    </p>
    <div class="pair">
      ${nested && confusionTable(nested, set.labels, "New speakers (nested)", summary(nested), linksOf(true))}
      ${confusionTable(set.byActor, set.labels, "New speakers (by actor)", summary(set.byActor), linksOf(false))}
      ${confusionTable(set.stratified, set.labels, "Known speakers (stratified)", summary(set.stratified))}
    </div>
    <div class="pair">
      <div>
        <h3>Scores by emotion</h3>
        ${classTable(set)}
      </div>
      ${set.importances && importancePart(set.importances, set.families)}
    </div>
    ${searchPart(set)}
  </section>`;
}

function summary({ accuracy, macroF1 }: Scores): string {
  return `accuracy ${percent(accuracy)}, macro F1 ${score(macroF1)}`;
}

function classTable(set: SetReport): Html {
  if (set.byActor.confusion.flat().every((n) => n === 0)) return html`<p>No recordings were tested.</p>`;
  const report = classificationReport(set.byActor.confusion, set.labels);
  const absent = report.classes.filter((row) => row.support === 0).map((row) => row.label);
  return html`<table class="plain numbers">
      <thead>
        <tr>
          <th scope="col">emotion</th>
          <th scope="col">precision</th>
          <th scope="col">recall</th>
          <th scope="col">F1</th>
          <th scope="col">recordings</th>
        </tr>
      </thead>
      <tbody>
        ${report.classes.map(classRow)}
      </tbody>
      <tfoot>
        ${classRow(report.macroAverage)} ${classRow(report.weightedAverage)}
      </tfoot>
    </table>
    <p class="note">
      New speakers. Precision: the share of predictions of this emotion that are right. Recall: the share of this
      emotion's recordings that were found.${absent.length > 0 ? ` No recordings of ${listed(absent)}.` : ""}
    </p>`;
}

function classRow(row: { label: string; precision: number; recall: number; f1: number; support: number }): Html {
  return html`<tr>
    <th scope="row">${row.label}</th>
    <td>${score(row.precision)}</td>
    <td>${score(row.recall)}</td>
    <td>${score(row.f1)}</td>
    <td>${count(row.support)}</td>
  </tr>`;
}

const shownImportances = 10;

function importancePart(
  importances: NonNullable<SetReport["importances"]>,
  families: readonly FamilyImportance[] = [],
): Html {
  const top = [...importances].sort((a, b) => b.importance - a.importance).slice(0, shownImportances);
  const largest = Math.max(top[0]?.importance ?? 0, Number.MIN_VALUE);
  return html`<div>
    <h3>Feature importances</h3>
    ${families.length > 0 ? familyBars(families) : undefined}
    <table class="importances">
      <tbody>
        ${top.map(
          ({ column, importance, label = column, unit = "" }) =>
            html`<tr>
              <th scope="row" title="${`${column}${unit === "" ? "" : `, ${unit}`}`}">${label}</th>
              <td class="wide">${bar(importance / largest, `${label}: ${percent(importance)}`)}</td>
              <td>${(importance * 100).toFixed(1)} %</td>
            </tr>`,
        )}
      </tbody>
    </table>
    <p class="note">The ${top.length} most important features, as shares of the total impurity decrease.</p>
  </div>`;
}

/**
 * Permutation importance of feature families on held-out speakers; if not measured, their shares of the impurity
 * decrease.
 */
function familyBars(families: readonly FamilyImportance[]): Html {
  const isMeasured = families.some(({ permutation }) => permutation !== undefined);
  const worth = ({ permutation, importance }: FamilyImportance): number => permutation?.point ?? importance;
  const largest = Math.max(...families.map(worth), Number.MIN_VALUE);
  return html`<table class="importances">
      <tbody>
        ${families.map((each) => {
          const { family, nColumns, permutation, importance } = each;
          const figure =
            permutation === undefined
              ? percent(importance)
              : `${signed(permutation.point)} (${signed(permutation.lower)} to ${signed(permutation.upper)})`;
          return html`<tr>
            <th scope="row">${family}<small>${counted(nColumns, "column")}</small></th>
            <td class="wide">${bar(Math.max(0, worth(each)) / largest, `${family}: ${figure}`)}</td>
            <td>${figure}</td>
          </tr>`;
        })}
      </tbody>
    </table>
    <p class="note">
      ${
        isMeasured
          ? "Macro F1 lost on held-out speakers when all columns of a family are shuffled among the recordings, with its 95 % confidence interval. A family that is redundant with others loses little."
          : "By feature family, as shares of the total impurity decrease."
      }
    </p>`;
}
