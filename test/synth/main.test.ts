import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ConfigError } from "../../src/shared/errors.js";
import { parseRecordingName } from "../../src/corpus/ravdess.js";
import { isSyntheticMarker, syntheticComment, syntheticMarkerName } from "../../src/corpus/syntheticCorpus.js";
import { writeCorpus } from "../../src/synth/main.js";

let outDir: string;
beforeEach(async () => {
  outDir = await mkdtemp(join(tmpdir(), "ser-synth-"));
});
afterEach(() => rm(outDir, { recursive: true }));

async function keysOf(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort();
}

async function hashOf(directory: string): Promise<string> {
  const hash = createHash("sha256");
  for (const key of await keysOf(directory)) hash.update(key).update(await readFile(join(directory, key)));
  return hash.digest("hex");
}

describe("writeCorpus", () => {
  test("writes thirty recordings per actor with names that parse, each marked as synthetic, and one marker", async () => {
    const calls: [number, number][] = [];
    const { files, bytes } = await writeCorpus({
      outDir,
      actors: 2,
      seed: 1,
      onFile: (written, total) => calls.push([written, total]),
    });
    const keys = await keysOf(outDir);
    expect(files).toBe(60);
    expect(keys.filter((key) => parseRecordingName(key).kind === "recording")).toHaveLength(60);
    expect(keys.filter(isSyntheticMarker)).toHaveLength(1);
    expect(keys).toHaveLength(61);
    expect(calls).toHaveLength(60);
    expect(calls.at(-1)).toEqual([60, 60]);
    let total = 0;
    for (const wav of keys.filter((key) => key.endsWith(".wav"))) {
      const content = await readFile(join(outDir, wav));
      expect(content.includes(syntheticComment)).toBe(true);
      total += content.length;
    }
    expect(bytes).toBe(total);
  });

  test("writes the same bytes when run again, and rejects another seed", async () => {
    await writeCorpus({ outDir, actors: 1, seed: 7 });
    const before = await hashOf(outDir);
    await rm(join(outDir, "Actor_01"), { recursive: true });
    await writeCorpus({ outDir, actors: 1, seed: 7 });
    expect(await hashOf(outDir)).toBe(before);
    await expect(writeCorpus({ outDir, actors: 1, seed: 2 })).rejects.toThrow(syntheticMarkerName);
    expect(await hashOf(outDir)).toBe(before);
  });

  test("rejects a directory with other files in it, and leaves them alone", async () => {
    await writeFile(join(outDir, "03-01-03-02-01-01-02.wav"), "somebody's voice");
    await expect(writeCorpus({ outDir, actors: 1, seed: 1 })).rejects.toThrow(ConfigError);
    expect(await keysOf(outDir)).toEqual(["03-01-03-02-01-01-02.wav"]);
  });

  test("reports all settings that are out of range at once", async () => {
    await expect(writeCorpus({ outDir, actors: 25, seed: -1 })).rejects.toThrow(
      /actors: .*1 to 24, received 25\nseed: .*received -1/,
    );
  });
});
