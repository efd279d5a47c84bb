import { InputError } from "../../shared/errors.js";
import type { Services } from "../../runs/services.js";
import { isSafeKey } from "../../shared/objects/safeKey.js";
import { parseSource } from "../../shared/objects/source.js";

/** An object that a client may request. */
export interface AllowedObject {
  readonly store: string;
  readonly key: string;
}

/**
 * Reads `s3://bucket/key` as an object within the allowed prefixes.
 *
 * @param allowed s3:// prefixes; undefined: the S3 sources of the existing runs
 * @throws InputError "source-not-allowed" for anything else: local paths are never read for a client
 */
export async function allowedObject(
  source: string,
  allowed: readonly string[] | undefined,
  runs: Services["runs"],
): Promise<AllowedObject> {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.*[^/])$/is.exec(source) ?? [];
  if (bucket === undefined || key === undefined)
    throw new InputError(
      "source-not-allowed",
      `source ${JSON.stringify(source)}: expected s3://bucket/key; the server's own files are not accessible`,
    );
  if (!isSafeKey(key))
    throw new InputError("source-not-allowed", `source ${JSON.stringify(source)}: a part of the key is empty, . or ..`);
  const places = allowed ?? (await sourcesOfRuns(runs));
  const isAllowed = places.map(parseSource).some((place) => {
    return place.kind === "s3" && place.bucket === bucket && key.startsWith(place.prefix);
  });
  if (!isAllowed)
    throw new InputError(
      "source-not-allowed",
      `source ${JSON.stringify(source)}: not within the allowed sources (${places.join(", ") || "none"}); see SER_ALLOWED_SOURCES`,
    );
  return { store: `s3://${bucket}`, key };
}

async function sourcesOfRuns(runs: Services["runs"]): Promise<string[]> {
  const records = await Promise.all((await runs.names()).map(async (name) => runs.get(name)));
  const sources = records.flatMap((run) => (run?.settings.source.startsWith("s3://") ? [run.settings.source] : []));
  return [...new Set(sources)];
}
