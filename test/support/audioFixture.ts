import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A file of test/fixtures/audio. */
export function audioFixture(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(audioFixturePath(name)));
}

export function audioFixturePath(name: string): string {
  return fileURLToPath(new URL(`../fixtures/audio/${name}`, import.meta.url));
}
