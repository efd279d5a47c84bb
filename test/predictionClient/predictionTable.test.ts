import { readFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { describe, expect, test } from "vitest";
import type { NamedOutcome } from "../../src/predictionClient/predictMany.js";
import { openPredictionTable } from "../../src/predictionClient/predictionTable.js";
import { predictFeatures } from "../../src/models/predictFeatures.js";
import { defaultPredictOptions } from "../../src/models/prediction.js";
import { assembleModels } from "../../src/models/runModels.js";
import { temporaryDirectory } from "../support/corpus.js";
import { sampleFeatureSet, sampleLabels, sampleModel, sampleRow } from "../support/sampleModels.js";

const models = assembleModels((["all", "women", "men", "gender"] as const).map((set) => sampleModel(set)));
const prediction = predictFeatures(
  models,
  { featureSet: sampleFeatureSet, features: sampleRow(1, 0, 77), durationSec: 2.5 },
  defaultPredictOptions,
);
const answered: NamedOutcome = { name: 'a "quoted", name.wav', outcome: { ok: true, prediction } };
const rejected: NamedOutcome = {
  name: "b.wav",
  outcome: { ok: false, code: "too-short", message: "two\nlines" },
};

async function written(name: string, rows: readonly NamedOutcome[]): Promise<string> {
  const path = join(await temporaryDirectory(), name);
  const table = openPredictionTable(path, sampleLabels);
  for (const row of rows) await table.add(row);
  await table.finish();
  return path;
}

describe("openPredictionTable", () => {
  test("writes CSV with a column per label, quoted where needed", async () => {
    const text = await readFile(await written("t.csv", [answered, rejected]), "utf8");
    const p = sampleLabels.map((label) => prediction.probabilities[label]!);
    expect(text).toBe(
      "file,emotion,p_calm,p_happy,p_sad,p_surprised,gender_used,p_woman,model,duration_sec,error_code,error\n" +
        `"a ""quoted"", name.wav",happy,${p.join(",")},woman,${prediction.gender.probabilities!.woman},sample-women-0000000a,2.5,,\n` +
        'b.wav,,,,,,,,,,too-short,"two\nlines"\n',
    );
  });

  test("writes the same to Parquet", async () => {
    const path = await written("t.parquet", [answered, rejected]);
    const [first, second] = await parquetReadObjects({ file: await asyncBufferFromFile(path) });
    expect(first).toMatchObject({
      file: answered.name,
      emotion: "happy",
      p_happy: prediction.probabilities["happy"],
      model: "sample-women-0000000a",
      error: null,
    });
    expect(second).toMatchObject({ file: "b.wav", emotion: null, p_happy: null, error_code: "too-short" });
  });

  test("writes more rows than it keeps in memory", async () => {
    const rows = Array.from({ length: 10_001 }, (_, i): NamedOutcome => ({ ...rejected, name: `${i}.wav` }));
    const file = await asyncBufferFromFile(await written("t.parquet", rows));
    const read = await parquetReadObjects({ file, columns: ["file"] });
    expect(read.map((row): unknown => row["file"])).toEqual(rows.map(({ name }) => name));
  });

  test.each(["t.csv", "t.parquet"])("leaves nothing under the name of %s before it is complete", async (name) => {
    const path = join(await temporaryDirectory(), name);
    const table = openPredictionTable(path, sampleLabels);
    await table.add(answered);
    expect(existsSync(path)).toBe(false);
    await table.finish();
    expect(existsSync(path)).toBe(true);
  });

  test("makes a table without rows if there was no recording", async () => {
    expect(await parquetReadObjects({ file: await asyncBufferFromFile(await written("t.parquet", [])) })).toEqual([]);
  });
});
