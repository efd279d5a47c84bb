export const exportFormats = ["parquet", "csv", "jsonl", "arff"] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Alternative extensions of formats. */
const otherEndings: Readonly<Record<string, ExportFormat>> = { ndjson: "jsonl", pq: "parquet" };

/**
 * The format of a file name's extension; undefined for an unknown extension.
 *
 * @example exportFormatOf("out/Features.CSV") // "csv"
 */
export function exportFormatOf(path: string): ExportFormat | undefined {
  const ending = /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
  return exportFormats.find((format) => format === ending) ?? otherEndings[ending];
}
