import { type BenchmarkFigures, type BenchmarkResult, emoboxBenchmark } from "../benchmark/emobox.js";
import { publishedRows } from "../benchmark/published.js";
import { commandConfig } from "./commandConfig.js";
import { openObjectStore } from "../shared/objects/openObjectStore.js";
import { print, say } from "./say.js";

export interface BenchmarkOptions {
  readonly dataset: string;
  readonly source?: string;
  readonly json?: boolean;
  readonly maxBytes: number;
  readonly followLinks?: boolean;
}

/** `ser benchmark emobox` */
export async function benchmarkEmobox(dir: string, options: BenchmarkOptions): Promise<void> {
  const { s3 } = commandConfig();
  const { dataset, source, json, maxBytes, followLinks } = options;
  const result = await emoboxBenchmark({
    dir,
    dataset,
    ...(source === undefined ? {} : { source }),
    maxBytes,
    openObjects: async (place) => openObjectStore(place, { ...s3, followLinks }),
    onFile: (done, total) => {
      if (done % 100 === 0 || done === total) say(`${done} of ${total} recordings analysed`);
    },
  });
  print(json === true ? `${JSON.stringify(result)}\n` : textOf(result));
}

function textOf({ dataset, labels, folds, mean, missing }: BenchmarkResult): string {
  const row = (name: string, figures: BenchmarkFigures): string =>
    `  ${name.padEnd(40)}${[figures.ua, figures.wa, figures.macroF1].map((value) => value.toFixed(3)).join("  ")}  ${figures.n}`;
  const published = publishedRows[dataset] ?? [];
  return [
    `EmoBox, ${dataset}: ${labels.length} emotions (${labels.join(", ")}), ${folds.length} folds`,
    ...(missing.length === 0
      ? []
      : [
          `! ${missing.length} recordings are missing, so these figures are not comparable: ${missing.slice(0, 5).join(", ")}`,
        ]),
    `  ${"".padEnd(40)}UA     WA     F1     recordings`,
    ...folds.map((figures, f) => row(`fold ${f + 1}`, figures)),
    row("functionals, linear models (mean)", mean),
    ...published.map(({ model, macroF1 }) => `  ${`${model}, frozen (published)`.padEnd(54)}${macroF1.toFixed(3)}`),
    "",
  ].join("\n");
}
