import { resolve } from "node:path";
import { UsageError } from "../errors.js";

/** Where recordings lie, as a person writes it. */
export type Source =
  | { readonly kind: "directory"; readonly path: string }
  | {
      readonly kind: "s3";
      readonly bucket: string;
      /** Empty, or ends in "/": a prefix names a folder, so that `s3://b/speech` does not take `speech-old/` too. */
      readonly prefix: string;
    };

// Amazon's names are 3 to 63 of a-z, 0-9, "." and "-"; old buckets and other servers also have capitals and "_".
const BUCKET_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$/;

/** An access point, given by its ARN in place of a bucket's name. */
const ACCESS_POINT =
  /^(arn:[a-z0-9-]+:s3(?:-[a-z-]+)?:[a-z0-9-]*:\d{12}:(?:outpost[/:][^/:]+[/:])?accesspoint[/:][A-Za-z0-9.-]+)(?:\/(.*))?$/s;

/**
 * Reads `s3://bucket[/prefix]`, with the ARN of an access point in place of the bucket's name, or a directory's path. Characters stand for themselves: nothing is percent-decoded.
 *
 * @throws UsageError saying what was found and what was expected
 */
export function parseSource(text: string): Source {
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

function parseDirectory(text: string): Source {
  if (text.trim() === "") throw nonsense(text, "it is empty");
  if (text.includes("\0")) throw nonsense(text, "it has a NUL character");
  return { kind: "directory", path: resolve(text) };
}

function nonsense(text: string, what: string): UsageError {
  return new UsageError(`source ${JSON.stringify(text)}: ${what}; expected a directory or s3://bucket/prefix`);
}
