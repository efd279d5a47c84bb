import { describeParams } from "../../evaluation/describeParams.js";
import type { GridResults } from "../report.js";
import { score } from "./figures.js";
import { type Span, layOutGrid, paramWords, spansOf } from "./gridLayout.js";
import { heatCell } from "./heatScale.js";
import { type Html, html } from "./html.js";

/** Columns that a page holds. */
const maxColumns = 8;

/** A search as a heat map: colours run from the lowest score to the highest, and the chosen candidate is framed. */
export function gridHeatMap(grid: GridResults): Html {
  const layout = layOutGrid(
    grid.candidates.map((candidate) => candidate.params),
    maxColumns,
  );
  const scores = grid.candidates.flatMap((candidate) => candidate.score ?? []);
  const lowest = Math.min(...scores);
  const range = Math.max(...scores) - lowest;
  const shareOf = (value: number): number => (range > 0 ? (value - lowest) / range : 1);
  const rowSpans = layout.rowNames.map((_, level) => spansOf(layout.rows, level));
  const nHeads = Math.max(1, layout.rowNames.length);

  return html`<figure class="scroll" tabindex="0">
    <table class="grid">
      <thead>
        ${layout.columnNames.map(
          (name, level) =>
            html`<tr>
              <th class="axis" colspan="${nHeads}">${paramWords[name]}</th>
              ${spansOf(layout.columns, level).map(
                ({ text, length }) => html`<th scope="colgroup" colspan="${length}">${text}</th>`,
              )}
            </tr>`,
        )}
        ${
          layout.rowNames.length > 0
            ? html`<tr class="names">
                ${layout.rowNames.map((name) => html`<th class="axis">${paramWords[name]}</th>`)}
                <td colspan="${layout.columns.length}"></td>
              </tr>`
            : undefined
        }
      </thead>
      <tbody>
        ${layout.cells.map(
          (cells, r) =>
            html`<tr>
              ${layout.rowNames.length === 0 ? html`<th class="axis">${grid.scoring}</th>` : undefined}
              ${rowSpans.map((spans) => rowHead(spans, r))} ${cells.map((index) => gridCell(grid, index, shareOf))}
            </tr>`,
        )}
      </tbody>
    </table>
  </figure>`;
}

/** The header cell that starts at row `r`; none if one from a row above spans it. */
function rowHead(spans: readonly Span[], r: number): Html | undefined {
  const span = spans.find(({ start }) => start === r);
  return span && html`<th scope="rowgroup" rowspan="${span.length}">${span.text}</th>`;
}

function gridCell(grid: GridResults, index: number | undefined, shareOf: (value: number) => number): Html {
  if (index === undefined) return html`<td class="untried"></td>`;
  const { params, score: value, message } = grid.candidates[index]!;
  const description = describeParams(params);
  if (value === null) return html`<td class="untried" title="${description}: ${message ?? "no score"}">–</td>`;
  const title = `${description}: ${score(value)}`;
  return heatCell(shareOf(value), html`${score(value).replace(/^0/, "")}`, title, index === grid.best);
}
