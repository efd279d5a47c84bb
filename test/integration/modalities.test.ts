import { rm } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { runLocally } from "../../src/localRun/main.js";
import type { RunSettings } from "../../src/runs/jobs.js";
import type { Report } from "../../src/report/report.js";
import { writeFullCorpus } from "../../src/synth/full.js";
import { temporaryDirectory } from "../support/corpus.js";
import { ffmpegMissing } from "../support/ffmpeg.js";
import { localOptions } from "../support/localOptions.js";

const actors = 2;
const [speech, song] = [60 * actors, 44 * actors];
const trials = speech + song;
const listed = 3 * trials - 1;
const lost = "Audio_Speech_Actors_01-24/Actor_01/03-01-03-02-01-01-01.wav";

/** The report of a run in which nothing was rejected or given up: every listed file is a row or skipped. */
function sumOf({ rows, skipped }: { rows: number; skipped: number }): Omit<Report["files"], "modalities" | "skipped"> {
  return { listed, extracted: rows, rejected: [], sum: { listed, rows, skipped, rejected: 0, givenUp: 0 } };
}

if (ffmpegMissing !== undefined) test("one recording, three files", ({ skip }) => skip(ffmpegMissing));
else
  describe("one recording, three files", () => {
    let source: string;
    beforeAll(async () => {
      source = await temporaryDirectory();
      await writeFullCorpus({ out: source, actors, seed: 1 });
      await rm(join(source, lost));
    });

    async function filesOf(settings: Partial<RunSettings>): Promise<Report["files"]> {
      const outDir = await temporaryDirectory();
      const end = await runLocally(localOptions(source, outDir, { nested: false, ...settings }));
      if (end.kind !== "done") throw new Error("stopped");
      return end.report.files;
    }

    test("the audio-only file of each trial is used by default", async () => {
      expect(await filesOf({})).toEqual({
        ...sumOf({ rows: trials - 1, skipped: 2 * trials }),
        modalities: { "audio-only": trials - 1 },
        skipped: { "audio-video": trials, "video-only": trials },
      });
    });

    test("with any modality, each trial is extracted once, from the video if the WAVE file is missing", async () => {
      expect(await filesOf({ modality: "any" })).toEqual({
        ...sumOf({ rows: trials, skipped: 2 * trials - 1 }),
        modalities: { "audio-only": trials - 1, "audio-video": 1 },
        skipped: { "duplicate-audio-video": trials - 1, "video-only": trials },
      });
    });

    test("with duplicates kept, both the WAVE file and the video are extracted", async () => {
      expect(await filesOf({ modality: "any", keepDuplicates: true, channels: ["speech"] })).toEqual({
        ...sumOf({ rows: 2 * speech - 1, skipped: 2 * song + trials }),
        modalities: { "audio-only": speech - 1, "audio-video": speech },
        skipped: { "channel-song": 2 * song, "video-only": trials },
      });
    });
  });
