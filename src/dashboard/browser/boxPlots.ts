import { type Html, html } from "../../report/html/html.js";
import { inOrderOfEmotions } from "../../corpus/dataSets.js";
import { roundTicks } from "../../picture/roundTicks.js";
import type { ListedRecording } from "../explore/listedRecording.js";
import { boxStatistics, type BoxStatistics } from "./boxStatistics.js";

const width = 640;
const left = 92;
const rowHeight = 19;
const gap = 10;

/** Maximum number of outliers per box; more would merge into a line. */
const maxOutliers = 40;

/** Powers are drawn in decibels, close to perceived loudness; this is librosa's minimum power. */
const minPower = 1e-10;

/** A pair of boxes per emotion, women above men, on one scale; powers in decibels. */
export function boxPlots(
  column: string,
  given: readonly number[],
  sample: readonly ListedRecording[],
  unit: string | undefined,
): Html {
  const isPower = unit === "power";
  const values = isPower ? given.map((value) => 10 * Math.log10(Math.max(value, minPower))) : given;
  const shownUnit = isPower ? "dB" : unit;
  const groups = inOrderOfEmotions(sample.map(({ emotion }) => emotion)).flatMap((emotion) => {
    const of = (isOf: (gender: string | undefined) => boolean): BoxStatistics | undefined =>
      boxStatistics(values.filter((_, i) => sample[i]!.emotion === emotion && isOf(sample[i]!.gender)));
    const [women, men] = [of((gender) => gender !== "man"), of((gender) => gender === "man")];
    return women === undefined && men === undefined ? [] : [{ emotion, women, men }];
  });
  const all = groups.flatMap(({ women, men }) => [women, men].filter((box) => box !== undefined));
  const low = Math.min(...all.map((box) => box.outliers[0] ?? box.low).concat(all.map((box) => box.low)));
  const high = Math.max(...all.map((box) => box.outliers.at(-1) ?? box.high).concat(all.map((box) => box.high)));
  const range = high - low || 1;
  const x = (value: number): number => left + ((value - low) / range) * (width - left - 16);
  const height = groups.length * (2 * rowHeight + gap) + 26;
  const ticks = roundTicks(low, high, 6);
  return html`<svg
      class="boxes"
      viewBox="0 0 ${width} ${height}"
      role="img"
      aria-label="${column} by emotion and gender"
    >
      ${ticks.map(
        (value) =>
          html`<line class="grid-line" x1="${x(value)}" x2="${x(value)}" y1="0" y2="${height - 22}" />
            <text x="${x(value)}" y="${height - 6}" text-anchor="middle">${value}</text>`,
      )}
      ${groups.map(({ emotion, women, men }, g) => {
        const top = g * (2 * rowHeight + gap);
        return html`<text class="name" x="0" y="${top + rowHeight + 5}">${emotion}</text>
          ${women && boxAt(women, top, "women", x)}${men && boxAt(men, top + rowHeight, "men", x)}`;
      })}
    </svg>
    <p class="note">
      <span class="key"></span>women, or gender unknown
      <span class="key second"></span>men${shownUnit === undefined ? undefined : html`; ${shownUnit}`}
    </p>`;
}

/** Some of many values, including the extremes. */
function spread(values: readonly number[]): readonly number[] {
  if (values.length <= maxOutliers) return values;
  return Array.from(
    { length: maxOutliers },
    (_, i) => values[Math.round((i * (values.length - 1)) / (maxOutliers - 1))]!,
  );
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
    ${spread(box.outliers).map((value) => html`<circle class="outlier" cx="${x(value)}" cy="${middle}" r="2" />`)}
    <line class="median" x1="${x(box.median)}" x2="${x(box.median)}" y1="${top + 2}" y2="${top + rowHeight - 2}" />
  </g>`;
}
