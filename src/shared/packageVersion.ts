import { readFileSync } from "node:fs";
import { z } from "zod";

/** The version of this package, as its package.json says: it stands two folders up, from sources and when built. */
export function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return z.object({ version: z.string() }).parse(manifest).version;
}
