import { type Html, html } from "../../report/html/html.js";
import { inOrderOfEmotions } from "../../corpus/dataSets.js";
import { durationBinSec } from "../explore/summarizeRows.js";

const width = 240;
const height = 90;

type Bins = readonly number[];

/** The histogram of a group of recordings: counts by bin, women below men. */
interface Group {
  readonly name: string;
  readonly women: Bins;
  readonly men: Bins;
}

/** The same bins in every chart: from the shortest to the longest recording. */
interface Axis {
  readonly first: number;
  readonly last: number;
}

/**
 * Small histograms: one for women and one for men, over all emotions, on one scale; then one per emotion, women and men
 * stacked, on another.
 */
export function durationCharts(durations: Readonly<Record<string, Bins>>): Html {
  const all = Object.values(durations);
  const bins = Array.from({ length: all[0]?.length ?? 0 }, (_, bin) => bin);
  const isUsed = (bin: number): boolean => all.some((counts) => (counts[bin] ?? 0) > 0);
  const axis = { first: bins.find(isUsed) ?? 0, last: bins.findLast(isUsed) ?? 0 };
  const emotions = inOrderOfEmotions(Object.keys(durations).map((name) => name.slice(0, name.lastIndexOf(" "))));
  const of = (gender: string): Bins =>
    bins.map((bin) => emotions.reduce((sum, emotion) => sum + (durations[`${emotion} ${gender}`]?.[bin] ?? 0), 0));
  const genders: Group[] = [
    { name: "women", women: of("woman"), men: [] },
    { name: "men", women: [], men: of("man") },
    { name: "gender unknown", women: of("unknown"), men: [] },
  ];
  const byEmotion = emotions.map((emotion) => {
    const women = durations[`${emotion} woman`] ?? durations[`${emotion} unknown`] ?? [];
    return { name: emotion, women, men: durations[`${emotion} man`] ?? [] };
  });
  const present = (groups: readonly Group[]): Group[] =>
    groups.filter(({ women, men }) => [...women, ...men].some((count) => count > 0));
  return html`<h3>By gender</h3>
    <div class="small-charts">${charts(present(genders), axis)}</div>
    <h3>By emotion</h3>
    <div class="small-charts">${charts(present(byEmotion), axis)}</div>`;
}

function charts(groups: readonly Group[], { first, last }: Axis): Html[] {
  const shown = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const sum = ({ women, men }: Group, bin: number): number => (women[bin] ?? 0) + (men[bin] ?? 0);
  const max = Math.max(...groups.flatMap((group) => shown.map((bin) => sum(group, bin))));
  const barWidth = width / shown.length;
  return groups.map(
    ({ name, women, men }) =>
      html`<figure>
        <figcaption>${name}</figcaption>
        <svg
          class="histogram"
          viewBox="0 0 ${width} ${height + 18}"
          role="img"
          aria-label="Durations of ${name}: ${inWords(shown, (bin) => (women[bin] ?? 0) + (men[bin] ?? 0))}"
        >
          ${shown.map((bin, i) => {
            const [a, b] = [((women[bin] ?? 0) / max) * height, ((men[bin] ?? 0) / max) * height];
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
  );
}

/** The most common duration and the range, as the charts' text alternative. */
function inWords(shown: readonly number[], count: (bin: number) => number): string {
  const used = shown.filter((bin) => count(bin) > 0);
  const commonest = used.reduce((best, bin) => (count(bin) > count(best) ? bin : best), used[0] ?? 0);
  const from = (bin: number): number => bin * durationBinSec;
  return `${from(used[0] ?? 0)} to ${from((used.at(-1) ?? 0) + 1)} seconds, most often ${from(commonest)} to ${from(commonest + 1)}`;
}
