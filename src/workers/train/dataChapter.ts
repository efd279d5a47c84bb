import { blocksOf, columnRange, featureSetOf } from "../../features/featureSet.js";
import { columnWords } from "../../features/columnWords.js";
import { principalComponents } from "../../linear/principalComponents.js";
import type { DataMap, FeatureByEmotion } from "../../report/report.js";
import type { RunSettings } from "../../runs/jobs.js";
import { zeros } from "../../shared/matrix.js";
import type { Dataset } from "./dataset.js";
import { quantile } from "./durations.js";
import type { Voice } from "./voice.js";

/** Number of columns shown, and how many of them may belong to one family: neighbouring mel bands are redundant. */
const shownColumns = 6;
const maxPerFamily = 2;

/** Maximum number of recordings on the map: a small chart has no room for more. */
const maxPoints = 600;

/** Minimum power: librosa's amin. */
const minPower = 1e-10;

interface StudyColumn {
  readonly name: string;
  readonly label: string;
  readonly unit: string;
  readonly family: string;
  /** one value per recording; powers in dB, close to perceived loudness */
  readonly values: Float64Array;
}

/**
 * The data before any model: the study's columns that differ most between emotions, and the recordings' positions on
 * the first two principal components of the study's columns.
 */
export function dataChapter(
  dataset: Dataset,
  voices: ReadonlyMap<string, Voice>,
  settings: RunSettings,
): { readonly featuresByEmotion: readonly FeatureByEmotion[]; readonly map?: DataMap } {
  const emotionOf = dataset.header.keys.map((key) => voices.get(key)?.emotion);
  const rows = emotionOf.flatMap((emotion, row) => (emotion === undefined ? [] : [row]));
  if (rows.length < 2) return { featuresByEmotion: [] };
  const columns = studyColumns(dataset, settings, rows);
  const emotions = rows.map((row) => emotionOf[row]!);
  const map = mapOf(columns, emotions);
  return { featuresByEmotion: tellingColumns(columns, emotions), ...(map === undefined ? {} : { map }) };
}

function studyColumns(
  { header, values }: Dataset,
  settings: RunSettings,
  rows: readonly number[],
): readonly StudyColumn[] {
  const range = columnRange(featureSetOf(blocksOf(settings)), "study");
  if (range === undefined) return [];
  const width = header.columns.length;
  return header.columns.slice(range.start, range.end).map((name, c) => {
    const { label, unit, family } = columnWords(name, settings.sampleRate);
    const isPower = unit === "power";
    const at = (row: number): number => values[row * width + range.start + c]!;
    return {
      name,
      label,
      family,
      unit: isPower ? "dB" : unit,
      values: Float64Array.from(rows, (row) => (isPower ? 10 * Math.log10(Math.max(at(row), minPower)) : at(row))),
    };
  });
}

function tellingColumns(columns: readonly StudyColumn[], emotions: readonly string[]): FeatureByEmotion[] {
  const ranked = columns
    .map((column) => ({ column, etaSquared: etaSquared(column.values, emotions) }))
    .sort((a, b) => b.etaSquared - a.etaSquared || (a.column.name < b.column.name ? -1 : 1));
  const ofFamily = new Map<string, number>();
  const chosen = ranked.filter(({ column: { family } }) => {
    const n = (ofFamily.get(family) ?? 0) + 1;
    ofFamily.set(family, n);
    return n <= maxPerFamily;
  });
  return chosen.slice(0, shownColumns).map(({ column: { name, label, unit, family, values }, etaSquared: eta }) => ({
    column: name,
    label,
    unit,
    family,
    etaSquared: rounded(eta, 4),
    emotions: [...new Set(emotions)].sort().map((emotion) => {
      const ascending = [...values.filter((_, i) => emotions[i] === emotion)].sort((a, b) => a - b);
      const [p5, lowerQuartile, median, upperQuartile, p95] = [0.05, 0.25, 0.5, 0.75, 0.95].map((q) =>
        significant(quantile(ascending, q)),
      ) as [number, number, number, number, number];
      return { emotion, count: ascending.length, p5, lowerQuartile, median, upperQuartile, p95 };
    }),
  }));
}

/** Share of a column's variance that the emotion explains. */
function etaSquared(values: Float64Array, emotions: readonly string[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const groups = new Map<string, { n: number; sum: number }>();
  let total = 0;
  values.forEach((value, i) => {
    const { n, sum } = groups.get(emotions[i]!) ?? { n: 0, sum: 0 };
    groups.set(emotions[i]!, { n: n + 1, sum: sum + value });
    total += (value - mean) ** 2;
  });
  let between = 0;
  for (const { n, sum } of groups.values()) between += n * (sum / n - mean) ** 2;
  return total > 0 ? Math.min(1, between / total) : 0;
}

function mapOf(columns: readonly StudyColumn[], emotions: readonly string[]): DataMap | undefined {
  if (columns.length < 2) return undefined;
  const step = Math.max(1, emotions.length / maxPoints);
  const sample = Array.from({ length: Math.min(maxPoints, emotions.length) }, (_, i) => Math.floor(i * step));
  const X = zeros(sample.length, columns.length);
  sample.forEach((row, r) => columns.forEach(({ values }, c) => (X.data[r * columns.length + c] = values[row]!)));
  const { points, explained } = principalComponents(X, 2);
  return {
    recordings: emotions.length,
    columns: columns.length,
    explained: [...explained].map((share) => rounded(share, 4)),
    points: sample.map((row, r) => ({
      emotion: emotions[row]!,
      x: rounded(points.data[r * 2]!, 2),
      y: rounded(points.data[r * 2 + 1]!, 2),
    })),
  };
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

/** Enough to draw and to print. */
function significant(value: number): number {
  return Number(value.toPrecision(4));
}
