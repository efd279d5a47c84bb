import { InputError } from "../../shared/errors.js";
import type { Services } from "../../runs/services.js";
import { isSafeKey } from "../../shared/objects/safeKey.js";
import { parseSource } from "../../shared/objects/source.js";

/**
 * The places from whose recordings the dashboard may start a run.
 *
 * @param allowed s3:// prefixes; undefined: the sources of existing runs, which were started from a shell
 */
export async function startableSources(
  allowed: readonly string[] | undefined,
  runs: Services["runs"],
): Promise<readonly string[]> {
  if (allowed !== undefined) return allowed;
  const records = await Promise.all((await runs.names()).map(async (name) => runs.get(name)));
  return [...new Set(records.flatMap((run) => (run === undefined ? [] : [run.settings.source])))];
}

/** @throws InputError "source-not-allowed" unless the source is one of the places, or in S3 within one */
export function requireStartable(source: string, places: readonly string[]): void {
  if (places.includes(source) || places.some((place) => isUnderSource(source, place))) return;
  const known = places.join(", ") || "none";
  throw new InputError(
    "source-not-allowed",
    `source ${JSON.stringify(source)}: not within the allowed sources (${known}); see SER_ALLOWED_SOURCES`,
  );
}

function isUnderSource(source: string, place: string): boolean {
  if (!source.startsWith("s3://") || !place.startsWith("s3://")) return false;
  const [inner, outer] = [parseSource(source), parseSource(place)];
  if (inner.kind !== "s3" || outer.kind !== "s3" || inner.bucket !== outer.bucket) return false;
  const isSafe = inner.prefix === "" || isSafeKey(inner.prefix.slice(0, -1));
  return isSafe && inner.prefix.startsWith(outer.prefix);
}
