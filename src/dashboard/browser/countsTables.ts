import { count } from "../../report/html/figures.js";
import { type Html, html } from "../../report/html/html.js";
import { stackedBar } from "../../report/html/scoreChart.js";
import { inOrderOfEmotions } from "../../corpus/dataSets.js";
import type { CountedCell } from "../explore/summarizeRows.js";

/** Counts of recordings by emotion and gender, intensity, RAVDESS's sentence and data set, if these are known. */
export function countsTables(cells: readonly CountedCell[]): Html {
  const sum = (fits: (cell: CountedCell) => boolean): number =>
    cells.reduce((total, cell) => total + (fits(cell) ? cell.count : 0), 0);
  const rows = inOrderOfEmotions(cells.map(({ emotion }) => emotion));
  const max = Math.max(...rows.map((emotion) => sum((cell) => cell.emotion === emotion)));
  const intensities = [...new Set(cells.flatMap(({ intensity }) => intensity ?? []))];
  const datasets = [...new Set(cells.map(({ dataset }) => dataset))].sort();
  const possible: readonly (readonly [string, (cell: CountedCell) => boolean])[] = [
    ["women", ({ gender }) => gender === "woman"],
    ["men", ({ gender }) => gender === "man"],
    ["gender unknown", ({ gender }) => gender === undefined],
    ...intensities.map((name) => [name, (cell: CountedCell) => cell.intensity === name] as const),
    ["kids …", ({ statement }) => statement === 1],
    ["dogs …", ({ statement }) => statement === 2],
    ...(datasets.length < 2
      ? []
      : datasets.map((name) => [name, (cell: CountedCell) => cell.dataset === name] as const)),
  ];
  const columns = possible.filter(([, fits]) => cells.some(fits));
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Counts">
    <table class="counts">
      <thead>
        <tr>
          <th scope="col">emotion</th>
          <td class="wide"></td>
          <th scope="col" class="number">all</th>
          ${columns.map(([name]) => html`<th scope="col" class="number">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map((emotion) => {
          const [women, men] = ["woman", "man"].map((g) =>
            sum((cell) => cell.emotion === emotion && cell.gender === g),
          );
          return html`<tr>
            <th scope="row">${emotion}</th>
            <td class="wide">${stackedBar(women! / max, men! / max, `${emotion}: ${women!} women, ${men!} men`)}</td>
            <td>${count(sum((cell) => cell.emotion === emotion))}</td>
            ${columns.map(([, fits]) => html`<td>${count(sum((cell) => cell.emotion === emotion && fits(cell)))}</td>`)}
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}
