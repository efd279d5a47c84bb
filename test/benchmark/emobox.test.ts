import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { emoboxBenchmark } from "../../src/benchmark/emobox.js";
import { synthesize } from "../../src/synth/voice.js";
import { encodeWav } from "../../src/synth/encodeWav.js";
import { layoutOf } from "../../src/synth/otherLayouts.js";
import { temporaryDirectory } from "../support/corpus.js";
import { openObjectStore } from "../support/openObjectStore.js";

const maxBytes = 50_000_000;

/** A small EmoBox: four speakers of a synthetic EMO-DB, two emotions, two folds of two speakers. */
async function smallEmobox(): Promise<string> {
  const dir = await temporaryDirectory();
  const files = layoutOf("emodb", 4).filter(({ key }) => /[TW]a\.wav$/.test(key));
  const lineOf = (key: string): string => {
    const stem = key.slice("wav/".length, -".wav".length);
    const emo = stem[5] === "T" ? "sad" : "anger";
    return `${JSON.stringify({ key: stem, dataset: "emodb", wav: `downloads/emodb/${key}`, emo })}\n`;
  };
  for (const { key, recording } of files) {
    const path = join(dir, "downloads", "emodb", key);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, encodeWav(synthesize(recording, 1), 48_000, ""));
  }
  const data = join(dir, "data", "emodb");
  const keys = files.map(({ key }) => key);
  const put = async (name: string, chosen: readonly string[]): Promise<void> => {
    await mkdir(dirname(join(data, name)), { recursive: true });
    await writeFile(join(data, name), chosen.map(lineOf).join(""));
  };
  await put("emodb.jsonl", keys);
  await writeFile(join(data, "label_map.json"), JSON.stringify({ sad: "Sad", anger: "Angry" }));
  const isFirst = (key: string): boolean => /^wav\/0[38]/.test(key);
  await put("fold_1/emodb_train_fold_1.jsonl", keys.filter(isFirst));
  await put(
    "fold_1/emodb_test_fold_1.jsonl",
    keys.filter((key) => !isFirst(key)),
  );
  await put(
    "fold_2/emodb_train_fold_2.jsonl",
    keys.filter((key) => !isFirst(key)),
  );
  await put("fold_2/emodb_test_fold_2.jsonl", keys.filter(isFirst));
  return dir;
}

test("EmoBox's folds are evaluated unchanged, and their mean is the benchmark's figure", async () => {
  const dir = await smallEmobox();
  const result = await emoboxBenchmark({ dir, dataset: "emodb", openObjects: openObjectStore, maxBytes });
  expect(result).toMatchObject({ labels: ["Angry", "Sad"], missing: [], mean: { n: 16 } });
  expect(result.folds.map(({ n }) => n)).toEqual([8, 8]);
  expect(result.mean.macroF1).toBeCloseTo((result.folds[0]!.macroF1 + result.folds[1]!.macroF1) / 2, 12);
  // The synthetic voices' anger and sadness differ by 14 dB and a lot of brightness.
  expect(result.mean.wa).toBeGreaterThan(0.7);
});

test("EmoBox's benchmark rejects a data set that the folder does not contain, naming the file", async () => {
  const dir = await temporaryDirectory();
  const benchmark = emoboxBenchmark({ dir, dataset: "iemocap", openObjects: openObjectStore, maxBytes });
  await expect(benchmark).rejects.toThrow("iemocap.jsonl is missing: expected EmoBox's data/iemocap");
});
