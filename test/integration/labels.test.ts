import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { expect, test } from "vitest";
import { runLocally } from "../../src/localRun/main.js";
import type { Report } from "../../src/report/report.js";
import type { RunSettings } from "../../src/runs/jobs.js";
import { joinSources } from "../../src/shared/objects/source.js";
import { synthesize } from "../../src/synth/voice.js";
import { temporaryDirectory } from "../support/corpus.js";
import { localOptions } from "../support/localOptions.js";
import { rate, sadAndAngry, writeRecording, writeTwoDataSets } from "../support/twoDataSets.js";

async function run(dir: string, source: string, settings: Partial<RunSettings>): Promise<Report> {
  const end = await runLocally(localOptions(source, join(dir, "out"), { nested: false, ...settings }));
  if (end.kind !== "done") throw new Error("the run was stopped");
  return end.report;
}

test(
  "a run with a labels file trains on recordings with any names and on segments of a long one",
  { timeout: 240_000 },
  async () => {
    const dir = await temporaryDirectory();
    const rows = ["file,emotion,speaker,start,end,mood"];
    const ofFirst: Float32Array[] = [];
    let at = 0;
    for (const [i, { recording }] of sadAndAngry("emodb", 3).entries()) {
      const samples = synthesize(recording, 1);
      if (recording.actor <= 2) {
        // The first speaker's recordings are one file.
        const end = at + samples.length / rate;
        rows.push(`long.wav,${recording.emotion},anna,${at},${end},blue`);
        ofFirst.push(samples);
        at = end;
      } else {
        await writeRecording(join(dir, "mine", `take-${i}.wav`), samples);
        rows.push(`take-${i}.wav,${recording.emotion},s${recording.actor},,,`);
      }
    }
    await writeRecording(join(dir, "mine", "long.wav"), Float32Array.from(ofFirst.flatMap((part) => [...part])));
    await writeRecording(join(dir, "mine", "unknown.wav"), ofFirst[0]!);
    rows.push(`long.wav,sad,anna,${at + 5},${at + 6},`);
    const labels = join(dir, "labels.csv");
    await writeFile(labels, `${rows.join("\n")}\n`);

    const report = await run(dir, join(dir, "mine"), { labels, emotions: "auto" });
    expect(report.files).toMatchObject({ listed: 14, extracted: 12, skipped: { "no-label": 1 } });
    expect(report.files.rejected).toMatchObject([{ code: "bad-segment" }]);
    expect(report.datasets).toMatchObject([{ name: "labels", recordings: 12, speakers: ["anna", "s4", "s6"] }]);
    expect(report.sets.all).toMatchObject({ rows: 12, labels: ["sad", "angry"], actors: 3 });
    expect(report.counts["sad"]).toEqual({ women: 0, men: 0, unknown: 6 });

    const bytes = await readFile(join(dir, "out", "features.parquet"));
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    const columns = ["key", "speaker", "dataset", "actor", "metadata", "duration_sec"];
    const table = await parquetReadObjects({ file, columns });
    const parts = table.filter(({ key }) => String(key).startsWith("long.wav#t="));
    expect(parts).toHaveLength(4);
    expect(parts[0]).toMatchObject({ speaker: "anna", dataset: "labels", actor: null, metadata: '{"mood":"blue"}' });
  },
);

test(
  "a run over two data sets reports how each transfers to the other, and holds out test speakers",
  { timeout: 240_000 },
  async () => {
    const dir = await temporaryDirectory();
    await writeTwoDataSets(dir);
    const source = joinSources([join(dir, "emodb"), join(dir, "cremad")]);
    const report = await run(dir, source, { recipe: "best", emotions: "auto", testSpeakers: ["emodb/10", "1005"] });
    expect(report.emotions?.chosen).toEqual(["sad", "angry"]);
    expect(report.datasets?.map(({ name, recordings }) => [name, recordings])).toEqual([
      ["cremad", 16],
      ["emodb", 16],
    ]);
    expect(report.crossCorpus?.cells.map(({ train, test, rows }) => [train.join("+"), test, rows])).toEqual([
      ...[
        ["cremad", "cremad", 12],
        ["emodb", "cremad", 12],
        ["cremad", "emodb", 12],
        ["emodb", "emodb", 12],
      ],
    ]);
    expect(report.testSet).toMatchObject({ rows: 8, speakers: ["cremad/1005", "emodb/10"], labels: ["sad", "angry"] });
    expect(report.sets.all?.rows).toBe(24);
    expect(report.emotionMap).toContainEqual({ dataset: "emodb", word: "sadness", emotion: "sad" });
  },
);
