import { createHash } from "node:crypto";

/** Hash of a file's bytes: a recording that is enrolled twice counts once. */
export function fileHash(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 24);
}
