import type { Report } from "../report.js";
import { count } from "./figures.js";
import { type Html, html } from "./html.js";

type Durations = NonNullable<Report["durations"]>;

/** Lengths of the recordings by emotion and gender, as box plots on one scale. */
export function durationBoxes(durations: Durations): Html | undefined {
  if (durations.length === 0) return undefined;
  const longest = Math.max(...durations.map(({ maximum }) => maximum));
  const shortest = Math.min(...durations.map(({ minimum }) => minimum));
  const from = Math.floor(shortest);
  const to = Math.max(from + 1, Math.ceil(longest));
  const ordered = [...durations].sort((a, b) => compare(a.emotion, b.emotion) || compare(b.gender, a.gender));
  return html`<h3>Durations</h3>
    <table class="durations">
      <tbody>
        ${ordered.map(
          (each, i) =>
            html`<tr>
              ${each.emotion === ordered[i - 1]?.emotion ? undefined : emotionCell(each.emotion, ordered)}
              <td>${each.gender}</td>
              <td class="wide">${box(each, from, to)}</td>
              <td class="figure">${each.median.toFixed(1)} s</td>
              <td class="figure">${count(each.count)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    <p class="note">
      From ${from} to ${to} s: shortest, quartiles and longest; the numbers are the median and the count of recordings.
    </p>`;
}

/** The head of all rows of an emotion. */
function emotionCell(emotion: string, ordered: Durations): Html {
  const rows = ordered.filter((each) => each.emotion === emotion).length;
  return html`<th scope="rowgroup" rowspan="${rows}">${emotion}</th>`;
}

function box(each: Durations[number], from: number, to: number): Html {
  const { emotion, gender, minimum, lowerQuartile, median, upperQuartile, maximum } = each;
  const at = (value: number): string => `${(((value - from) / (to - from)) * 100).toFixed(1)}%`;
  const width = `${(((upperQuartile - lowerQuartile) / (to - from)) * 100).toFixed(1)}%`;
  const label = `${emotion}, ${gender}: ${minimum.toFixed(1)} to ${maximum.toFixed(1)} s, median ${median.toFixed(1)} s`;
  return html`<svg class="box" role="img" aria-label="${label}" width="100%" height="14">
    <line class="tick" x1="${at(minimum)}" x2="${at(maximum)}" y1="7" y2="7" />
    <rect class="fill second" x="${at(lowerQuartile)}" width="${width}" y="1" height="12" />
    <line class="median" x1="${at(median)}" x2="${at(median)}" y1="0" y2="14" />
  </svg>`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
