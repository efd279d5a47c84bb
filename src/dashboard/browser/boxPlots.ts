import { type Html, html } from "../../report/html/html.js";
import { inOrderOfEmotions } from "../../corpus/dataSets.js";
import type { SampledRecording } from "../explore/summarizeRows.js";
import { boxStatistics, type BoxStatistics } from "./boxStatistics.js";

const width = 640;
const left = 92;
const rowHeight = 19;
const gap = 10;

/** A pair of boxes an emotion, women above men, on one scale. */
export function boxPlots(column: string, values: readonly number[], sample: readonly SampledRecording[]): Html {
  const groups = inOrderOfEmotions(sample.map(({ emotion }) => emotion)).flatMap((emotion) => {
    const of = (isOf: (gender: string | undefined) => boolean): BoxStatistics | undefined =>
      boxStatistics(values.filter((_, i) => sample[i]!.emotion === emotion && isOf(sample[i]!.gender)));
    const [women, men] = [of((gender) => gender !== "man"), of((gender) => gender === "man")];
    return women === undefined && men === undefined ? [] : [{ emotion, women, men }];
  });
  const all = groups.flatMap(({ women, men }) => [women, men].filter((box) => box !== undefined));
  const low = Math.min(...all.map((box) => box.low));
  const range = Math.max(...all.map((box) => box.high)) - low || 1;
  const x = (value: number): number => left + ((value - low) / range) * (width - left - 16);
  const height = groups.length * (2 * rowHeight + gap) + 26;
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => low + share * range);
  return html`<svg
      class="boxes"
      viewBox="0 0 ${width} ${height}"
      role="img"
      aria-label="${column} by emotion and gender"
    >
      ${ticks.map(
        (value) =>
          html`<line class="grid-line" x1="${x(value)}" x2="${x(value)}" y1="0" y2="${height - 22}" />
            <text x="${x(value)}" y="${height - 6}" text-anchor="middle">${Number(value.toPrecision(3))}</text>`,
      )}
      ${groups.map(({ emotion, women, men }, g) => {
        const top = g * (2 * rowHeight + gap);
        return html`<text class="name" x="0" y="${top + rowHeight + 5}">${emotion}</text>
          ${women && boxAt(women, top, "women", x)}${men && boxAt(men, top + rowHeight, "men", x)}`;
      })}
    </svg>
    <p class="note"><span class="key"></span>women, or gender unknown <span class="key second"></span>men</p>`;
}

function boxAt(box: BoxStatistics, top: number, name: string, x: (value: number) => number): Html {
  const middle = top + rowHeight / 2;
  const isSecond = name === "men" ? " second" : "";
  return html`<g>
    <title>${name}: median ${Number(box.median.toPrecision(4))}</title>
    <line class="whisker" x1="${x(box.low)}" x2="${x(box.high)}" y1="${middle}" y2="${middle}" />
    <rect
      class="fill${isSecond}"
      x="${x(box.q1)}"
      y="${top + 3}"
      width="${Math.max(1, x(box.q3) - x(box.q1))}"
      height="${rowHeight - 6}"
    />
    <line class="median" x1="${x(box.median)}" x2="${x(box.median)}" y1="${top + 2}" y2="${top + rowHeight - 2}" />
  </g>`;
}
