import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cli } from "../support/cli.js";
import { smallCorpus, temporaryDirectory } from "../support/corpus.js";
import { syllables, wavFile } from "../support/wavFile.js";

describe("ser, called wrongly", { timeout: 60_000 }, () => {
  test.each([
    [["frob"], "unknown command 'frob'"],
    [["run", "data"], "--out DIR is missing"],
    [["run", "--out", "o"], "a source is missing"],
    [["run", "--config", "nothing.json", "--out", "o"], "nothing.json"],
    [["run", "--config", "package.json", "--out", "o"], "package.json: settings: "],
    [["run", "data", "--out", "o", "--bogus"], "unknown option '--bogus'"],
    [["run", "data", "--out", "o", "--emotions", "calm,gloomy"], 'unknown value "gloomy"; expected neutral, calm'],
    [["run", "data", "--out", "o", "--sample-rate", "7"], "expected native or a rate from 1000 to 384000 Hz"],
    [["run", "data", "--out", "o", "--grid", "package.json"], "expected one of the parameters nEstimators"],
    [["run", "ftp://x/y", "--out", "o"], "ftp:// is not read; expected a directory or s3://bucket/prefix"],
    [["produce", "data"], "REDIS_URL is not set"],
  ])("exits with 2 and one clear line for %j", async (args, line) => {
    const { code, stdout, stderr } = await cli(args);
    expect(stderr).toContain(line);
    expect(stderr).not.toContain("    at ");
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });
});

describe("ser, when something fails", { timeout: 60_000 }, () => {
  test("exits with 1 and one line for a source that does not exist", async () => {
    const dir = await temporaryDirectory();
    const { code, stderr } = await cli(["run", join(dir, "nothing"), "--out", join(dir, "out")]);
    expect(stderr).toMatch(/^ser: .*nothing: no such directory \(ENOENT\)\n$/);
    expect(code).toBe(1);
  });

  test("exits with 1 for a source without recordings, and reports what was found and what was expected", async () => {
    const dir = await temporaryDirectory();
    await writeFile(join(dir, "notes.txt"), "x");
    const { code, stderr } = await cli(["run", dir, "--out", join(await temporaryDirectory(), "out")]);
    expect(stderr).toContain("no recordings to extract (1 files, 1 not-a-recording); expected names such as");
    expect(code).toBe(1);
  });

  test("exits with 1 for a single data set if whole data sets are held out, before anything is trained", async () => {
    const source = await smallCorpus(2);
    const out = join(await temporaryDirectory(), "out");
    const { code, stderr } = await cli(["run", source, "--out", out, "--protocol", "byCorpus"]);
    expect(stderr).toContain("protocol byCorpus holds out one data set at a time, but every recording is of ravdess");
    expect(stderr).not.toContain("training");
    expect(stderr).not.toContain("0/0 files");
    expect(code).toBe(1);
  });

  test("exits with 1 and one line for a Redis that does not respond", async () => {
    const { code, stderr } = await cli(["status"], { REDIS_URL: "redis://:secret@127.0.0.1:1" });
    expect(stderr).toMatch(/^ser: Redis at redis:\/\/127\.0\.0\.1:1 does not respond: .*ECONNREFUSED.*\n$/);
    expect(code).toBe(1);
  });

  test("shows the stack with --debug", async () => {
    const { stderr } = await cli(["--debug", "status"], { REDIS_URL: "redis://127.0.0.1:1" });
    expect(stderr).toContain("    at ");
  });
});

describe("ser features", { timeout: 60_000 }, () => {
  test("prints a JSON line of 161 features for each file, rejects files that are not audio, and continues", async () => {
    const dir = await temporaryDirectory();
    const good = join(dir, "good.wav");
    await writeFile(good, wavFile(syllables(440, 1, 48_000), { sampleRate: 48_000 }));
    await writeFile(join(dir, "bad.wav"), "not sound");
    const { code, stdout, stderr } = await cli(["features", join(dir, "bad.wav"), good]);
    const line = JSON.parse(stdout) as { file: string; sampleRate: number; samples: number; features: number[] };
    expect(line).toMatchObject({ file: good, sampleRate: 16_000, samples: 16_000 });
    expect(line.features).toHaveLength(161);
    expect(stderr).toContain("bad.wav: text file, not a recording");
    expect(code).toBe(1);
  });
});
