import type { Report } from "../../report/report.js";
import type { Dataset } from "./dataset.js";
import type { Voice } from "./voice.js";

/** Lengths of the recordings by emotion and gender, each as the five figures of a box plot. */
export function durationsOf(
  { header: { keys, durationsSec } }: Dataset,
  voices: ReadonlyMap<string, Voice>,
): NonNullable<Report["durations"]> {
  const groups = new Map<string, { emotion: string; gender: string; lengths: number[] }>();
  keys.forEach((key, row) => {
    const voice = voices.get(key);
    const length = durationsSec?.[row];
    if (voice === undefined || length === undefined) return;
    const { emotion, gender = "unknown" } = voice;
    const group = groups.get(`${emotion} ${gender}`);
    if (group === undefined) groups.set(`${emotion} ${gender}`, { emotion, gender, lengths: [length] });
    else group.lengths.push(length);
  });
  return [...groups.values()].map(({ emotion, gender, lengths }) => {
    const ascending = lengths.sort((a, b) => a - b);
    return {
      emotion,
      gender,
      count: ascending.length,
      minimum: milliseconds(quantile(ascending, 0)),
      lowerQuartile: milliseconds(quantile(ascending, 0.25)),
      median: milliseconds(quantile(ascending, 0.5)),
      upperQuartile: milliseconds(quantile(ascending, 0.75)),
      maximum: milliseconds(quantile(ascending, 1)),
    };
  });
}

/** Interpolated linearly. @param ascending at least one value */
export function quantile(ascending: readonly number[], q: number): number {
  const position = q * (ascending.length - 1);
  const below = ascending[Math.floor(position)]!;
  const above = ascending[Math.ceil(position)]!;
  return below + (position % 1) * (above - below);
}

function milliseconds(value: number): number {
  return Math.round(value * 1e3) / 1e3;
}
