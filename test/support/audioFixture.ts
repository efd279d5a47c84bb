import { readFileSync } from "node:fs";

/** A file of test/fixtures/audio. */
export function audioFixture(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(`../fixtures/audio/${name}`, import.meta.url)));
}
