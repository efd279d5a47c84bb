import { cp, link, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { World } from "./world.js";

/**
 * Other files between two recordings: a page of a listing has a thousand names, so every fourth recording starts a new
 * page.
 */
const othersBetween = 250;

/** Listing pauses while more files than this are waiting, so it takes as long as the extraction. */
export const slowListing = ["--max-queued", "16"];

/** The corpus mixed with other files, so that its listing has about thirty pages. */
export async function makeLongListing(world: World): Promise<string> {
  const source = join(world.dir, "corpus");
  await cp(world.laboratory.corpusDir, source, { recursive: true });
  const other = join(world.dir, "other.txt");
  await writeFile(other, "no recording");
  for (const key of world.laboratory.expected.rows.keys()) {
    const names = Array.from({ length: othersBetween }, (_, i) => `${key}.${String(i).padStart(3, "0")}.txt`);
    await Promise.all(names.map(async (name) => link(other, join(source, name))));
  }
  return source;
}
