import { type Html, html } from "../../shared/reportPage/html.js";
import { emotions } from "../../shared/ravdess.js";
import { durationBinSec } from "../explore/gather.js";

const width = 240;
const height = 90;

/** A small histogram an emotion, women and men stacked, all on the same scales. */
export function durationCharts(durations: Readonly<Record<string, readonly number[]>>): Html {
  const all = Object.values(durations);
  const used = (bin: number): boolean => all.some((bins) => (bins[bin] ?? 0) > 0);
  const bins = Array.from({ length: all[0]?.length ?? 0 }, (_, bin) => bin);
  const [first, last] = [bins.find(used) ?? 0, bins.findLast(used) ?? 0];
  const shown = bins.slice(first, last + 1);
  const groups = emotions
    .map((emotion) => ({ emotion, women: durations[`${emotion} woman`] ?? [], men: durations[`${emotion} man`] ?? [] }))
    .filter(({ women, men }) => women.length + men.length > 0);
  const most = Math.max(...groups.flatMap(({ women, men }) => shown.map((bin) => (women[bin] ?? 0) + (men[bin] ?? 0))));
  const barWidth = width / shown.length;
  return html`${groups.map(
    ({ emotion, women, men }) =>
      html`<figure>
        <figcaption>${emotion}</figcaption>
        <svg
          class="histogram"
          viewBox="0 0 ${width} ${height + 18}"
          role="img"
          aria-label="Durations of ${emotion} recordings"
        >
          ${shown.map((bin, i) => {
            const [a, b] = [((women[bin] ?? 0) / most) * height, ((men[bin] ?? 0) / most) * height];
            const x = (i * barWidth).toFixed(2);
            const w = Math.max(1, barWidth - 1.5).toFixed(2);
            return html`<rect class="fill" x="${x}" y="${height - a}" width="${w}" height="${a}" />
              <rect class="fill second" x="${x}" y="${height - a - b}" width="${w}" height="${b}" />`;
          })}
          <line class="axis" x1="0" x2="${width}" y1="${height}" y2="${height}" />
          <text x="0" y="${height + 14}">${first * durationBinSec}</text>
          <text x="${width}" y="${height + 14}" text-anchor="end">${(last + 1) * durationBinSec}</text>
        </svg>
      </figure>`,
  )}`;
}
