import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { choiceWords, chosenSettings } from "../../src/producer/chosenSettings.js";
import { enqueueRun } from "../../src/producer/main.js";
import type { AskedSettings } from "../../src/runs/jobs.js";
import { openServices, type Services } from "../../src/runs/services.js";
import { temporaryDirectory } from "../support/corpus.js";
import { recordingKeys } from "../support/featureRows.js";
import { silentLogger } from "../support/logger.js";
import { testRedis } from "../support/redis.js";
import { runSettings } from "../support/settings.js";

const twoSpeakers = [1, 2].flatMap((actor) =>
  [1, 2].map((statement) => `Actor_0${actor}/03-01-03-01-0${statement}-01-0${actor}.wav`),
);
const emodb = ["wav/03a01Fa.wav", "wav/03b02Wa.wav", "wav/08a01Na.wav", "wav/08b02Tb.wav"];

describe("random convolutions and noisy copies chosen by the recordings", () => {
  let services: Services;
  let source: string;
  beforeEach(async () => {
    const { url, prefix } = await testRedis();
    services = await openServices(url, prefix, silentLogger);
    source = join(await temporaryDirectory(), "corpus");
  });
  afterEach(async () => services.close());

  /** Files with a name and little content: only names matter. */
  async function files(names: readonly string[], text = ""): Promise<void> {
    for (const folder of new Set(names.map((name) => dirname(join(source, name)))))
      await mkdir(folder, { recursive: true });
    await Promise.all(names.map(async (name) => writeFile(join(source, name), text)));
  }

  function asked(given: Partial<AskedSettings> = {}): AskedSettings {
    return { ...runSettings({ source, recipe: "best" }), convolutions: "auto", noisyCopies: "auto", ...given };
  }

  test.each<[string, boolean, readonly string[], Partial<AskedSettings>]>([
    ["if speakers share two sentences", true, twoSpeakers, {}],
    [
      "for a folder whose speakers do",
      true,
      [...twoSpeakers, "others/03a01Fa.wav"],
      { prefixes: ["Actor_01/", "Actor_02/"] },
    ],
    ["with any modality, one file per trial", true, twoSpeakers, { modality: "any" }],
    ["if one speaker of two is left", false, twoSpeakers, { onlySpeakers: ["1"] }],
    ["if two data sets are mixed", false, [...twoSpeakers, ...emodb], {}],
    ["for synthetic recordings", false, [...twoSpeakers, "SYNTHETIC.txt"], {}],
    ["if no file has such a name", false, ["README.md"], {}],
    ["with the study's recipe", false, twoSpeakers, { recipe: "study" }],
    ["with Meyda's features", false, twoSpeakers, { engine: "meyda" }],
    ["with the baseline's forests", false, twoSpeakers, { forest: "ml-random-forest" }],
  ])("have the expected default %s: %s", async (_, vote, names, given) => {
    await files(names);
    const settings = await chosenSettings(services, asked(given));
    expect(settings).toMatchObject({
      convolutions: vote,
      noisyCopies: vote,
      automatic: ["convolutions", "noisyCopies"],
    });
    expect(choiceWords(settings)).toBe(
      vote
        ? "the speakers share a few sentences: random convolutions vote too (--no-convolutions turns them off), " +
            "and noisy copies are trained on (--no-noisy-copies turns them off)"
        : undefined,
    );
  });

  test("follow the sentences of a labels file", async () => {
    await files(["a.wav", "b.wav", "c.wav", "d.wav"]);
    const labels = join(dirname(source), "labels.csv");
    const choose = async (sentences: readonly string[]): Promise<boolean> => {
      const lines = ["a", "b", "c", "d"].map((name, i) => `${name}.wav,happy,${i % 2},${sentences[i]!}`);
      await writeFile(labels, ["file,emotion,speaker,sentence", ...lines].join("\n"));
      return (await chosenSettings(services, asked({ labels }))).convolutions;
    };
    expect(await choose(["door", "door", "dogs", "dogs"])).toBe(true);
    expect(await choose(["door", "door", "dogs", ""])).toBe(false);
    expect(await choose(["door", "dogs", "door", "dogs"])).toBe(false);
  });

  test("do not vote in a corpus of more than five thousand recordings", async () => {
    const { openObjects } = services;
    const keys = recordingKeys(5_001);
    const listed = (n: number): Pick<Services, "openObjects"> => ({
      openObjects: async (place) =>
        Object.assign(await openObjects(place), {
          listPage: async ({ after }: { after: string | null }) => {
            const from = after === null ? 0 : keys.indexOf(after) + 1;
            const entries = keys.slice(from, Math.min(from + 1_000, n)).map((key) => ({ key, size: 1, etag: "e" }));
            return Promise.resolve({ entries, next: from + 1_000 < n ? entries.at(-1)!.key : null });
          },
        }),
    });
    await files(["Actor_01/a.wav"]);
    expect((await chosenSettings(listed(5_000), asked())).convolutions).toBe(true);
    expect((await chosenSettings(listed(5_001), asked())).convolutions).toBe(false);
  });

  test("do not change when a run is resumed, whatever has been added since", async () => {
    await files(twoSpeakers);
    expect(await enqueueRun(services, "r", asked())).toBe("begun");
    const { settings } = await services.runs.require("r");
    expect(settings).toMatchObject({
      convolutions: true,
      noisyCopies: true,
      automatic: ["convolutions", "noisyCopies"],
    });
    await files(emodb);
    expect(await enqueueRun(services, "r", asked())).toBe("continued");
    // Named, they are the same setting; the opposite is another one.
    expect(await enqueueRun(services, "r", asked({ convolutions: true }))).toBe("continued");
    await expect(enqueueRun(services, "r", asked({ convolutions: false }))).rejects.toThrow("convolutions was true");
    expect((await services.runs.require("r")).settings).toEqual(settings);
  });

  test("follow an explicit setting, without reading the recordings", async () => {
    for (const used of [true, false]) {
      const given = { convolutions: used, noisyCopies: used };
      expect(await chosenSettings(services, asked(given))).toMatchObject({ ...given, automatic: [] });
    }
  });

  test.each<[string, Partial<AskedSettings>]>([
    ["--convolutions", { convolutions: true, recipe: "study" }],
    ["--noisy-copies", { noisyCopies: true, engine: "meyda" }],
    ["--convolutions and --noisy-copies", { convolutions: true, noisyCopies: true, recipe: "study" }],
  ])("are rejected without linear models on functionals: %s", async (options, given) => {
    await expect(chosenSettings(services, asked(given))).rejects.toThrow(
      `${options} without linear models on functionals: these need`,
    );
  });

  test("are chosen one by one: an explicit setting of one leaves the other to the recordings", async () => {
    await files(twoSpeakers);
    expect(await chosenSettings(services, asked({ convolutions: false }))).toMatchObject({
      convolutions: false,
      noisyCopies: true,
      automatic: ["noisyCopies"],
    });
    expect(await chosenSettings(services, asked({ noisyCopies: false }))).toMatchObject({
      convolutions: true,
      noisyCopies: false,
      automatic: ["convolutions"],
    });
  });
});
