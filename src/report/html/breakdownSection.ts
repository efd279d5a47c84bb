import type { Breakdown, Report } from "../report.js";
import { classCurves } from "./classCurves.js";
import { count, counted, listed, percent, score } from "./figures.js";
import { type Html, html } from "./html.js";
import { intervalCell } from "./recipesSection.js";
import { setWords } from "./setSection.js";
import { speakerChart } from "./speakerChart.js";
import type { VoteColumns } from "../voteColumns.js";

/** Number of weakest speakers to name. */
const nNamed = 5;

/** The headline figure broken down: weak speakers, recordings and classes. */
export function breakdownSection(breakdown: Breakdown, columns: VoteColumns): Html {
  const { speakers, groups, curves } = breakdown;
  const right = speakers.reduce((sum, each) => sum + each.accuracy * each.rows, 0) / breakdown.rows;
  return html`<section id="speakers">
    <h2>Which speakers and recordings fail?</h2>
    <p class="lead">${sourceWords(breakdown, columns)}</p>
    ${weakest(speakers, right)} ${speakerChart(speakers, right)}
    <p class="note">
      <span class="mark round"></span> women and speakers whose gender is unknown <span class="mark square"></span> men.
      Bars: 95 % interval of a share (Wilson) over the speaker's own recordings. The vertical line is the accuracy over
      all recordings.
    </p>
    <h3>By kind of recording</h3>
    ${groups.map(groupTable)}
    ${
      curves &&
      html`<h3>Each emotion against the others</h3>
        ${classCurves(curves)}`
    }
    ${cellsPart(breakdown)}
  </section>`;
}

/** Describes the predictions that the section is about. */
function sourceWords({ recipe, set, nested, rows, speakers }: Breakdown, columns: VoteColumns): string {
  const model =
    recipe === "functionals"
      ? `the linear models on ${columns.name}`
      : `the study's forest for ${setWords[set].toLowerCase()}`;
  const how = nested
    ? "nested cross-validation: neither the fit nor the search used the speaker"
    : "cross-validation by speaker";
  return `${counted(rows, "recording")} by ${counted(speakers.length, "speaker")}, predicted by ${model} in ${how}. predictions.parquet lists them all.`;
}

function weakest(speakers: Breakdown["speakers"], overall: number): Html {
  const named = speakers.slice(0, Math.min(nNamed, Math.max(1, speakers.length - 1)));
  const words = named.map(
    ({ speaker, gender, accuracy }) => `${speaker}${gender === undefined ? "" : ` (${gender})`} ${percent(accuracy)}`,
  );
  const clear = speakers.filter(({ upper }) => upper < overall).length;
  const chance =
    clear === 0
      ? "With so few recordings, none of them is measurably below the mean."
      : `${counted(clear, "speaker is", "speakers are")} below the mean by more than chance explains.`;
  return html`<p class="answer">Weakest: ${listed(words)}. ${chance}</p>`;
}

function groupTable({ by, groups }: Breakdown["groups"][number]): Html {
  return html`<div class="scroll" tabindex="0">
    <table class="plain groups">
      <thead>
        <tr>
          <th scope="col">${by}</th>
          <th scope="col">macro F1</th>
          <th scope="col">accuracy</th>
          <th scope="col">recordings</th>
          <th scope="col">speakers</th>
        </tr>
      </thead>
      <tbody>
        ${groups.map(
          ({ name, macroF1, accuracy, interval, rows, speakers }) =>
            html`<tr>
              <th scope="row">${name}</th>
              ${interval === undefined ? html`<td>${score(macroF1)}</td>` : intervalCell(interval)}
              <td>${percent(accuracy)}</td>
              <td>${count(rows)}</td>
              <td>${count(speakers)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function cellsPart({ cells }: Breakdown): Html | undefined {
  const confused = cells.filter(({ emotion, predicted }) => emotion !== predicted).sort((a, b) => b.count - a.count);
  const right = cells.filter(({ emotion, predicted }) => emotion === predicted);
  if (cells.length === 0) return undefined;
  return html`<h3>Recordings behind the confusion matrix</h3>
    <p class="note">
      One list per cell, the most frequent confusions first; within a list, the predictions with the highest probability
      come first.
    </p>
    ${[...confused, ...right].map(cellList)}`;
}

function cellList({ emotion, predicted, count: all, recordings }: Breakdown["cells"][number]): Html {
  return html`<details class="cell">
    <summary><b>${emotion}</b> predicted as <b>${predicted}</b>: ${counted(all, "recording")}</summary>
    <ol id="${cellId(emotion, predicted)}">
      ${recordings.map(
        ({ key, probability }) =>
          html`<li>
            <span class="key-name">${key}</span>${probability === undefined ? "" : ` ${percent(probability)}`}
          </li>`,
      )}
    </ol>
    ${all > recordings.length ? html`<p class="note">The first ${recordings.length} of ${count(all)}.</p>` : undefined}
  </details>`;
}

/** The anchor of a cell's list of recordings, for labels with any characters. */
function cellId(emotion: string, predicted: string): string {
  return `cell-${encodeURIComponent(emotion)}-${encodeURIComponent(predicted)}`;
}

/** Links from the cells of a confusion matrix to lists of recordings, if the breakdown is of that matrix. */
export function cellLinks(
  { breakdown }: Pick<Report, "breakdown">,
  recipe: Breakdown["recipe"],
  set: Breakdown["set"],
  nested: boolean,
): ((emotion: string, predicted: string) => string | undefined) | undefined {
  if (breakdown === undefined || breakdown.recipe !== recipe || breakdown.set !== set || breakdown.nested !== nested)
    return undefined;
  const listed = new Set(breakdown.cells.map((cell) => cellId(cell.emotion, cell.predicted)));
  return (emotion, predicted) => {
    const id = cellId(emotion, predicted);
    return listed.has(id) ? `#${id}` : undefined;
  };
}
