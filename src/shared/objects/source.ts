import { resolve } from "node:path";
import { UsageError } from "../errors.js";

/** A single location of recordings. */
export type Place =
  | { readonly kind: "directory"; readonly path: string }
  | {
      readonly kind: "s3";
      readonly bucket: string;
      /** Empty, or ends in "/": a prefix names a folder, so that `s3://b/speech` does not include `speech-old/`. */
      readonly prefix: string;
    };

/** The location of recordings, as parsed from user input. */
export type Source =
  | Place
  /** several locations, each a folder of this name: see SeveralStores */
  | { readonly kind: "several"; readonly places: readonly (readonly [name: string, text: string])[] };

/** Separates the locations of a source with several: paths do not contain it. */
const separator = "\n";

/** @example joinSources(["data/ravdess", "data/emodb"]) */
export function joinSources(sources: readonly string[]): string {
  return sources.join(separator);
}

/** A source in readable form. */
export function sourceWords(source: string): string {
  return source.split(separator).join(" and ");
}

// Amazon's names are 3 to 63 of a-z, 0-9, "." and "-"; old buckets and other servers also have capitals and "_".
const BUCKET_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$/;

/** An access point, given by its ARN in place of a bucket's name. */
const ACCESS_POINT =
  /^(arn:[a-z0-9-]+:s3(?:-[a-z-]+)?:[a-z0-9-]*:\d{12}:(?:outpost[/:][^/:]+[/:])?accesspoint[/:][A-Za-z0-9.-]+)(?:\/(.*))?$/s;

/**
 * Reads `s3://bucket[/prefix]`, with the ARN of an access point in place of the bucket's name, or a directory's path, or
 * several of these as joinSources joins them. Characters stand for themselves: nothing is percent-decoded.
 *
 * @throws UsageError saying what was found and what was expected
 */
export function parseSource(text: string): Source {
  if (!text.includes(separator)) return parsePlace(text);
  const places: (readonly [string, string])[] = [];
  for (const part of text.split(separator)) {
    parsePlace(part);
    const last = part.replace(/\/+$/, "").split("/").at(-1)!;
    const base = /^(\.*|[A-Za-z0-9+.-]+:)$/.test(last) ? "source" : last;
    let name = base;
    for (let n = 2; places.some(([taken]) => taken === name); n++) name = `${base}-${n}`;
    places.push([name, part]);
  }
  return { kind: "several", places };
}

/** A source with a single location. @throws UsageError as parseSource */
export function parsePlace(text: string): Place {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]+):\/\//.exec(text)?.[1];
  if (scheme === undefined) return parseDirectory(text);
  if (scheme.toLowerCase() !== "s3") throw nonsense(text, `${scheme}:// is not read`);

  const address = text.slice("s3://".length);
  const point = ACCESS_POINT.exec(address);
  const [, bucket = "", path = ""] = point ?? /^([^/]*)\/?(.*)$/s.exec(address) ?? [];
  if (bucket === "") throw nonsense(text, "the bucket's name is missing");
  if (point === null && !BUCKET_NAME.test(bucket))
    throw nonsense(text, `${JSON.stringify(bucket)} cannot be a bucket's name`);
  return { kind: "s3", bucket, prefix: path === "" || path.endsWith("/") ? path : `${path}/` };
}

function parseDirectory(text: string): Place {
  if (text.trim() === "") throw nonsense(text, "it is empty");
  if (text.includes("\0")) throw nonsense(text, "it has a NUL character");
  return { kind: "directory", path: resolve(text) };
}

function nonsense(text: string, what: string): UsageError {
  return new UsageError(`source ${JSON.stringify(text)}: ${what}; expected a directory or s3://bucket/prefix`);
}
