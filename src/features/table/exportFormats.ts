export const exportFormats = ["parquet", "csv", "jsonl", "arff"] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** What else files of a format are called. */
const otherEndings: Readonly<Record<string, ExportFormat>> = { ndjson: "jsonl", pq: "parquet" };

/**
 * The format that a file's name asks for; undefined for an ending of no format.
 *
 * @example exportFormatOf("out/Features.CSV") // "csv"
 */
export function exportFormatOf(path: string): ExportFormat | undefined {
  const ending = /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
  return exportFormats.find((format) => format === ending) ?? otherEndings[ending];
}
