import { beforeAll, describe, expect, test } from "vitest";
import { chooseRecording } from "../../src/plot/chooseRecording.js";
import { seededRandom } from "../../src/evaluation/seededRandom.js";
import { parseRecordingName } from "../../src/corpus/ravdess.js";
import { openObjectStore } from "../support/openObjectStore.js";
import type { ObjectStore } from "../../src/shared/objects/objectStore.js";
import { smallCorpus } from "../support/corpus.js";

describe("a recording chosen from a source", () => {
  let store: ObjectStore;
  beforeAll(async () => {
    store = await openObjectStore(await smallCorpus(2));
  });

  test("has the requested emotion and gender, and is not always the same", async () => {
    const chosen = new Set<string>();
    for (let seed = 0; seed < 20; seed++)
      chosen.add(await chooseRecording(store, { gender: "woman", emotion: "sad" }, seededRandom(seed)));
    expect(chosen.size).toBeGreaterThan(3);
    for (const key of chosen)
      expect(parseRecordingName(key)).toMatchObject({ recording: { gender: "woman", emotion: "sad" } });
  });

  test("is the same for the same seed", async () => {
    const choose = async (): Promise<string> => chooseRecording(store, {}, seededRandom(7));
    expect(await choose()).toBe(await choose());
  });

  test("is reported as missing, with the request", async () => {
    const men = await openObjectStore(await smallCorpus(1));
    await expect(chooseRecording(men, { gender: "woman", emotion: "sad" }, seededRandom(1))).rejects.toThrow(
      /no recording with sound of a woman that is sad/,
    );
  });
});
