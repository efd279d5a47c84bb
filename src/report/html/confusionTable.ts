import type { Scores } from "../report.js";
import { count, percent } from "./figures.js";
import { heatCell } from "./heatScale.js";
import { type Html, html } from "./html.js";

/** The link to the recordings of (emotion, prediction). */
export type CellLinks = (emotion: string, predicted: string) => string | undefined;

/**
 * A confusion matrix as a heat map: a cell's colour is its share of the row, so the diagonal shows how much of each
 * emotion was recognised, whatever the emotion's frequency.
 *
 * @param linkOf link to a cell's recordings, if they are listed
 */
export function confusionTable(
  scores: Pick<Scores, "confusion">,
  labels: readonly string[],
  title: string,
  subtitle: string,
  linkOf: CellLinks = () => undefined,
): Html {
  const upright = labels.length > 5 ? " upright" : "";
  return html`<figure class="scroll" tabindex="0">
    <table class="confusion${upright}">
      <caption>
        ${title}<small>${subtitle}</small>
      </caption>
      <thead>
        <tr>
          <td></td>
          ${labels.map((label) => html`<th scope="col"><span>${label}</span></th>`)}
        </tr>
      </thead>
      <tbody>
        ${scores.confusion.map((counts, t) => confusionRow(counts, t, labels, linkOf))}
      </tbody>
    </table>
  </figure>`;
}

function confusionRow(counts: readonly number[], t: number, labels: readonly string[], linkOf: CellLinks): Html {
  const support = counts.reduce((total, value) => total + value, 0);
  return html`<tr>
    <th scope="row">${labels[t]}</th>
    ${counts.map((value, p) => {
      const share = support === 0 ? 0 : value / support;
      const title = `${count(value)} of ${count(support)} ${labels[t]!} recordings predicted as ${labels[p]!}`;
      const content = html`<b>${count(value)}</b><small>${percent(share)}</small>`;
      const link = linkOf(labels[t]!, labels[p]!);
      return heatCell(share, link === undefined ? content : html`<a href="${link}">${content}</a>`, title);
    })}
  </tr>`;
}
