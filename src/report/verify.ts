/** A value that differs between two reports. */
export interface Difference {
  /** for instance "sets.all.nested.macroF1" */
  readonly path: string;
  readonly stored: unknown;
  readonly again: unknown;
}

export interface Verification {
  /** number of figures, texts and settings compared */
  readonly compared: number;
  readonly differences: readonly Difference[];
}

/** Fields that always differ between two runs: times, durations and the machine. */
const passing = new Set([
  "timings",
  "startedAt",
  "endedAt",
  "seconds",
  "wallSec",
  "cpuSec",
  "fitCpuSec",
  "machine",
  "version",
  "commit",
]);

/**
 * Compares a report with that of a repeated training, value for value. Fields that only the new one has (a later
 * version has more) are ignored; fields that only the stored one has are differences.
 *
 * @param stored report.json
 * @param again  the new report, as JSON
 */
export function compareReports(stored: unknown, again: unknown): Verification {
  const differences: Difference[] = [];
  let compared = 0;
  const walk = (a: unknown, b: unknown, path: string): void => {
    if (typeof a === "object" && a !== null && typeof b === "object" && b !== null) {
      if (Array.isArray(a) && Array.isArray(b) && a.length !== b.length)
        differences.push({ path: `${path}.length`, stored: a.length, again: b.length });
      for (const [name, value] of Object.entries(a)) {
        if (passing.has(name)) continue;
        walk(value, (b as Readonly<Record<string, unknown>>)[name], path === "" ? name : `${path}.${name}`);
      }
      return;
    }
    compared += 1;
    if (!Object.is(a, b)) differences.push({ path, stored: a, again: b });
  };
  walk(stored, again, "");
  return { compared, differences };
}
