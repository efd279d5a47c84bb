import { readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { plot, type PlotSettings } from "../../src/plot/main.js";
import { UsageError } from "../../src/shared/errors.js";
import { encodeWav } from "../../src/synth/encodeWav.js";
import { cli } from "../support/cli.js";
import { temporaryDirectory } from "../support/corpus.js";

describe("the recording of a picture", () => {
  let directory: string;
  beforeAll(async () => {
    directory = await temporaryDirectory();
  });

  async function draw(settings: Pick<PlotSettings, "source"> & Partial<PlotSettings>): Promise<string> {
    const out = join(directory, "picture.svg");
    await plot({ wanted: {}, out, sampleRate: 16_000, seed: 1, maxBytes: 10_000_000, ...settings });
    return readFile(out, "utf8");
  }

  test.each([
    ["silence", new Float32Array(16_000)],
    ["less than one frame", Float32Array.of(0.1, -0.1, 0.2)],
  ])("may be %s", async (_, samples) => {
    const source = join(directory, "quiet.wav");
    await writeFile(source, encodeWav(samples, 16_000, "made up"));
    expect(await draw({ source })).not.toMatch(/NaN|Infinity/);
  });

  test("may be analysed at the rate it was recorded at", async () => {
    const source = join(directory, "fast.wav");
    await writeFile(source, encodeWav(new Float32Array(48_000), 48_000, "made up"));
    expect(await draw({ source, sampleRate: "native" })).toContain(">16 kHz<");
  });

  test("must exist", async () => {
    await expect(draw({ source: join(directory, "voice.wav") })).rejects.toMatchObject({ code: "missing-object" });
  });

  test("may lie outside its directory only if links are followed", async () => {
    const [outside, linked] = [join(await temporaryDirectory(), "outside.wav"), join(directory, "linked.wav")];
    await writeFile(outside, encodeWav(new Float32Array(16_000), 16_000, "made up"));
    await symlink(outside, linked);
    await expect(draw({ source: linked })).rejects.toMatchObject({ code: "access-denied" });
    expect(await draw({ source: linked, followLinks: true })).toContain("<svg");
  });

  test("must not be larger than the limit", async () => {
    const source = join(directory, "large.wav");
    await writeFile(source, encodeWav(new Float32Array(16_000), 16_000, "made up"));
    await expect(draw({ source, maxBytes: 1_000 })).rejects.toMatchObject({ code: "too-large" });
  });

  test("is not chosen by emotion if a single recording is named", async () => {
    const source = join(directory, "voice.wav");
    await expect(draw({ source, wanted: { gender: "man" } })).rejects.toThrow(UsageError);
  });

  test("must be given on the command line or by SER_ALLOWED_SOURCES", async () => {
    const { code, stderr } = await cli(["plot", "--out", join(directory, "allowed.svg")]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("SER_ALLOWED_SOURCES") as string });
  });
});
