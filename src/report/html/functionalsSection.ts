import type { CalibrationReport, FunctionalsReport } from "../report.js";
import { type CellLinks, confusionTable } from "./confusionTable.js";
import { enrolmentChart, reliabilityChart } from "./curveCharts.js";
import { counted, percent, score } from "./figures.js";
import { type Html, html } from "./html.js";
import { intervalCell } from "./recipesSection.js";

/** The model on functionals: new and enrolled speakers, confusion matrices, calibration. */
export function functionalsSection(report: FunctionalsReport, linkOf?: CellLinks): Html {
  const { labels, newSpeakers, enrolled, enrolment, calibration, crossText, messages } = report;
  return html`<section id="functionals">
    <h2>One model for all voices</h2>
    <p class="lead">
      Linear models on ${counted(report.nFeatures, "functional")} of ${counted(report.rows, "recording")} by
      ${counted(report.speakers, "speaker")}. Features are standardised by the typical mean and spread of speakers, and
      for an enrolled speaker by their own recordings.
    </p>
    ${messages.map((message) => html`<p class="message">${message}</p>`)}
    ${newSpeakers && speakersTable(newSpeakers, enrolled, crossText)}
    ${
      enrolment &&
      html`<h3>Enrolled recordings</h3>
        ${enrolmentChart(enrolment)} ${enrolmentTable(enrolment)}
        <p class="note">
          Recordings of any emotion are enrolled without their labels, and never the one that is predicted. Calm alone:
          ten neutral or calm recordings.
        </p>`
    }
    <div class="pair">
      ${newSpeakers && confusionTable(newSpeakers.all, labels, "New speakers", "rows: true, columns: predicted", linkOf)}
      ${enrolled && confusionTable(enrolled.all, labels, `${enrolled.n} recordings enrolled`, "counts of several draws")}
    </div>
    ${calibration && calibrationPart(calibration)}
  </section>`;
}

function speakersTable(
  newSpeakers: NonNullable<FunctionalsReport["newSpeakers"]>,
  enrolled: FunctionalsReport["enrolled"],
  crossText: FunctionalsReport["crossText"],
): Html {
  const rows = [
    ["new speakers", newSpeakers],
    [enrolled === undefined ? "" : `${enrolled.n} recordings enrolled`, enrolled],
    ["new speakers, another sentence", crossText && { all: crossText.scores }],
  ] as const;
  return html`<div class="scroll" tabindex="0">
    <table class="plain">
      <thead>
        <tr>
          <th scope="col">macro F1</th>
          <th scope="col">all</th>
          <th scope="col">women</th>
          <th scope="col">men</th>
          <th scope="col">accuracy</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(([name, of]) => {
          if (of === undefined) return undefined;
          const sets = [of.all, "women" in of ? of.women : undefined, "men" in of ? of.men : undefined];
          return html`<tr>
            <th scope="row">${name}</th>
            ${sets.map((scores) => intervalCell(scores?.intervals?.macroF1))}
            <td>${percent(of.all.accuracy)}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

function enrolmentTable(enrolment: NonNullable<FunctionalsReport["enrolment"]>): Html {
  return html`<div class="scroll" tabindex="0">
    <table class="plain">
      <thead>
        <tr>
          <th scope="col">enrolled</th>
          <th scope="col">all</th>
          <th scope="col">women</th>
          <th scope="col">men</th>
        </tr>
      </thead>
      <tbody>
        ${enrolment.map(
          ({ pool, n, macroF1 }) =>
            html`<tr>
              <th scope="row">${n}${pool === "calm" ? ", calm only" : ""}</th>
              ${[macroF1.all, macroF1.women, macroF1.men].map((interval) => intervalCell(interval))}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function calibrationPart({ newSpeakers, enrolled }: NonNullable<FunctionalsReport["calibration"]>): Html {
  const figures = (name: string, { brier, ece }: CalibrationReport): string =>
    `${name}: Brier score ${score(brier)}, expected calibration error ${score(ece)}.`;
  return html`<h3>Calibration</h3>
    ${reliabilityChart(newSpeakers.bins)}
    <p class="note">
      Each dot stands for predictions with about the same probability, and shows the share of them that was correct; on
      the line the two agree. ${figures("New speakers", newSpeakers)} ${enrolled && figures("Enrolled", enrolled)}
      Temperatures are fitted on speakers that are used neither for training nor for testing.
    </p>`;
}
