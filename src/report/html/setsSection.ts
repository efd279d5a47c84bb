import { classificationReport } from "../../evaluation/classificationReport.js";
import { bestKnown } from "../headline.js";
import type { SetReport, SpeakerSet } from "../report.js";
import { confusionTable } from "./confusionTable.js";
import { count, counted, percent, score } from "./figures.js";
import { type Html, html } from "./html.js";
import { setWords } from "./setSection.js";
import { bar } from "./scoreChart.js";

type NamedSet = readonly [SpeakerSet, SetReport];

/** The study's models side by side, on the same scales, for comparison. */
export function setsSection(sets: readonly NamedSet[]): Html | undefined {
  if (sets.length < 2) return undefined;
  const isNested = sets.every(([, set]) => set.nested !== undefined);
  return html`<section id="sets">
    <h2>The study's models side by side</h2>
    <p>
      Speakers not seen in training${isNested ? ", by nested cross-validation" : ""}. Each model has a chapter below.
    </p>
    <div class="multiples sets">${sets.map(setColumn)}</div>
  </section>`;
}

function setColumn([name, set]: NamedSet): Html {
  const { scores } = bestKnown(set);
  const interval = scores.intervals?.macroF1;
  const range = interval === undefined ? "" : ` (${score(interval.lower)} to ${score(interval.upper)})`;
  const { classes } = classificationReport(scores.confusion, set.labels);
  return html`<div>
    <h3><a href="#${name}">${setWords[name]}</a></h3>
    <p class="note">
      ${counted(set.rows, "recording")}${set.actors === undefined ? "" : ` by ${counted(set.actors, "speaker")}`},
      ${count(set.nFeatures)} features
    </p>
    ${confusionTable(scores, set.labels, `macro F1 ${score(scores.macroF1)}${range}`, `accuracy ${percent(scores.accuracy)}`)}
    <table class="importances">
      <caption>
        F1 by emotion
      </caption>
      <tbody>
        ${classes.map(
          ({ label, f1 }) =>
            html`<tr>
              <th scope="row">${label}</th>
              <td class="wide">${bar(f1, `${label}: F1 ${score(f1)}`)}</td>
              <td>${score(f1)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
