/** A parsed /metrics page in Prometheus' text format. */
export interface Exposition {
  /** names of all series, including _bucket, _sum and _count of histograms */
  readonly names: ReadonlySet<string>;
  readonly families: ReadonlyMap<string, { readonly type: string; readonly help: string }>;
  /** labels and their values, by the name of the series */
  readonly labels: ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>;
  /** undefined if no series has exactly these labels */
  value(name: string, labels: Readonly<Record<string, string>>): number | undefined;
}

/** @throws Error naming the first line that is not in the format */
export function expositionOf(text: string): Exposition {
  const values = new Map<string, number>();
  const families = new Map<string, { type: string; help: string }>();
  const labelsOf = new Map<string, Map<string, Set<string>>>();
  for (const line of text.split("\n")) {
    const about = /^# (HELP|TYPE) (\S+) ?(.*)$/.exec(line);
    if (about !== null) {
      const family = families.get(about[2]!) ?? { type: "", help: "" };
      families.set(about[2]!, about[1] === "HELP" ? { ...family, help: about[3]! } : { ...family, type: about[3]! });
      continue;
    }
    if (line === "") continue;
    const sample = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line);
    if (sample === null) throw new Error(`no line of metrics: ${line}`);
    const [, name, labelText = "", value] = sample;
    const labels = Object.fromEntries(
      [...labelText.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label, of]) => [label!, of!]),
    );
    values.set(seriesKey(name!, labels), Number(value));
    const known = labelsOf.get(name!) ?? new Map<string, Set<string>>();
    labelsOf.set(name!, known);
    for (const [label, of] of Object.entries(labels)) known.set(label, (known.get(label) ?? new Set()).add(of));
  }
  return {
    names: new Set(labelsOf.keys()),
    families,
    labels: labelsOf,
    value: (name, labels) => values.get(seriesKey(name, labels)),
  };
}

function seriesKey(name: string, labels: Readonly<Record<string, string>>): string {
  return JSON.stringify([name, Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))]);
}
