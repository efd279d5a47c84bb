import type { Report, Scores, SetReport } from "../../report/report.js";
import { speakerSets } from "../../report/report.js";
import { percent, score } from "../../report/html/figures.js";
import { functionalsSection } from "../../report/html/functionalsSection.js";
import { genderModelSection } from "../../report/html/genderModelSection.js";
import { genderSection } from "../../report/html/genderSection.js";
import { type Html, html } from "../../report/html/html.js";
import { recipesSection } from "../../report/html/recipesSection.js";
import { setSection, setWords } from "../../report/html/setSection.js";
import { page, type PageFrame, runTabs } from "./page.js";
import { promoteButton } from "./promoteButton.js";
import { voteColumns } from "../../report/voteColumns.js";

/** Whether a run's models are current, or can be promoted; "none": it has no usable models. */
export type Promotion = "current" | "can-be" | "none";

/** One run's models: both protocols side by side, confusion matrices, importances, and the search. */
export function modelsOfRunView(frame: PageFrame, report: Report, promotion: Promotion): string {
  const sets = speakerSets.flatMap((name) => {
    const set = report.sets[name];
    return set === undefined ? [] : [{ name, set }];
  });
  return page(frame, {
    title: `Models of ${report.run}`,
    place: "/models",
    crumbs: [
      ["Runs", "/"],
      [report.run, `/runs/${encodeURIComponent(report.run)}`],
    ],
    script: "modelsPage",
    body: html`<h1>Models of ${report.run}</h1>
      ${runTabs(report.run, "Models", true)}
      ${promotion === "current" ? html`<p class="message">These models are current: predictions use them.</p>` : undefined}
      ${sets.length === 0 ? html`<p class="empty">No model could be trained.</p>` : protocolTable(sets)}
      <p class="problem" role="alert" id="promote-problem"></p>
      ${promotion === "can-be" && !frame.readOnly ? promoteButton(report.run) : undefined}
      ${report.recipes && recipesSection(report.recipes, voteColumns(report))}
      ${report.functionals && functionalsSection(report.functionals)}
      ${sets.map(({ name, set }) => setSection(name, set))}
      ${report.genderComparison && genderSection(report.genderComparison)}
      ${report.genderModel && genderModelSection(report.genderModel)}`,
  });
}

function protocolTable(sets: readonly { name: keyof typeof setWords; set: SetReport }[]): Html {
  return html`<div class="scroll">
    <table class="plain numbers wide-table">
      <thead>
        <tr>
          <th scope="col" rowspan="2">model</th>
          <th scope="colgroup" colspan="2">new speakers (by actor)</th>
          <th scope="colgroup" colspan="2">known speakers (stratified)</th>
        </tr>
        <tr>
          <th scope="col">accuracy</th>
          <th scope="col">macro F1</th>
          <th scope="col">accuracy</th>
          <th scope="col">macro F1</th>
        </tr>
      </thead>
      <tbody>
        ${sets.map(
          ({ name, set }) =>
            html`<tr>
              <th scope="row"><a href="#${name}">${setWords[name]}</a></th>
              ${scoreCells(set.byActor)}${scoreCells(set.stratified)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Two scores, each with its interval if there is one. */
function scoreCells({ accuracy, macroF1, intervals }: Scores): Html {
  const cell = (value: number, write: (value: number) => string, key: "accuracy" | "macroF1"): Html => {
    const interval = intervals?.[key];
    const range = interval && html`<small>${write(interval.lower)} to ${write(interval.upper)}</small>`;
    return html`<td>${write(value)}${range}</td>`;
  };
  return html`${cell(accuracy, percent, "accuracy")}${cell(macroF1, score, "macroF1")}`;
}
