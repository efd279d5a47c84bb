import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";

interface LongRecording {
  readonly fileMb: number;
  readonly peakMb: number;
  readonly samples: number;
}

/** Runs `npm run bench -- memory long` in a separate process, so that its peak memory is that of this extraction. */
async function longRecording(sampleRate: string): Promise<LongRecording> {
  const args = ["--import", "tsx", "test/bench/main.ts", "memory", "long", "--sample-rate", sampleRate];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as LongRecording;
}

describe("six minutes at 192 kHz", () => {
  test.each([
    ["16000", 5_760_000],
    ["native", 69_120_000],
  ])("analysed at %s Hz take less than 400 MB, including the samples' own 138", async (sampleRate, samples) => {
    const { fileMb, peakMb, samples: analysed } = await longRecording(sampleRate);
    expect({ fileMb, analysed }).toEqual({ fileMb: 138.2, analysed: samples });
    expect(peakMb).toBeLessThan(400);
  });
});
