import type { Report } from "./report.js";

/** The origin of a file made from a run's data, as Parquet's key-value metadata, so that it survives copying. */
export function fileMetadata({
  run,
  source,
  synthetic,
  provenance,
}: Pick<Report, "run" | "source" | "synthetic" | "provenance">): Record<string, string> {
  const { version, commit, featureSet, data, corpora = [] } = provenance ?? {};
  const known = {
    "ser.run": run,
    "ser.source": source,
    "ser.synthetic": String(synthetic),
    "ser.version": version,
    "ser.commit": commit,
    "ser.feature_set": featureSet,
    "ser.files_sha256": data?.files,
    "ser.corpora": corpora.length === 0 ? undefined : corpora.map(({ name }) => name).join("; "),
    "ser.licence": distinct(corpora.map(({ licence }) => licence)),
    "ser.doi": distinct(corpora.map(({ doi }) => doi)),
  };
  return Object.fromEntries(
    Object.entries(known).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])),
  );
}

function distinct(values: readonly (string | undefined)[]): string | undefined {
  const known = [...new Set(values.flatMap((value) => value ?? []))];
  return known.length === 0 ? undefined : known.join("; ");
}
