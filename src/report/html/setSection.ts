import { classificationReport } from "../../evaluation/classificationReport.js";
import { describeParams } from "../../evaluation/describeParams.js";
import type { Scores, SetReport, SpeakerSet } from "../report.js";
import { confusionTable } from "./confusionTable.js";
import { count, counted, listed, percent, score } from "./figures.js";
import { type Html, html } from "./html.js";
import { bar } from "./scoreChart.js";
import { searchPart } from "./searchPart.js";

export const setWords: Readonly<Record<SpeakerSet, string>> = { all: "All speakers", women: "Women", men: "Men" };

/** One model in full: scores, confusion matrices, scores by emotion, feature importances, model selection. */
export function setSection(name: SpeakerSet, set: SetReport): Html {
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
      ${confusionTable(set.byActor, set.labels, "New speakers (by actor)", summary(set.byActor))}
      ${confusionTable(set.stratified, set.labels, "Known speakers (stratified)", summary(set.stratified))}
    </div>
    <div class="pair">
      <div>
        <h3>Scores by emotion</h3>
        ${classTable(set)}
      </div>
      ${set.importances && importanceBars(set.importances)}
    </div>
    ${searchPart(set)}
  </section>`;
}

function summary({ accuracy, macroF1 }: Scores): string {
  return `accuracy ${percent(accuracy)}, macro F1 ${score(macroF1)}`;
}

function classTable(set: SetReport): Html {
  if (set.byActor.confusion.flat().every((n) => n === 0)) return html`<p>No recording was tested.</p>`;
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

const shownImportances = 20;

function importanceBars(importances: NonNullable<SetReport["importances"]>): Html {
  const top = [...importances].sort((a, b) => b.importance - a.importance).slice(0, shownImportances);
  const largest = Math.max(top[0]?.importance ?? 0, Number.MIN_VALUE);
  return html`<div>
    <h3>Feature importances</h3>
    <table class="importances">
      <tbody>
        ${top.map(
          ({ column, importance }) =>
            html`<tr>
              <th scope="row">${column}</th>
              <td class="wide">${bar(importance / largest, `${column}: ${percent(importance)}`)}</td>
              <td>${(importance * 100).toFixed(1)} %</td>
            </tr>`,
        )}
      </tbody>
    </table>
    <p class="note">The ${top.length} most important features, as shares of the total impurity decrease.</p>
  </div>`;
}
