export const exportFormats = ["parquet", "csv", "jsonl", "arff"] as const;
export type ExportFormat = (typeof exportFormats)[number];
