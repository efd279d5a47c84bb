import { describe, expect, test } from "vitest";
import { ConfigError } from "../../src/shared/errors.js";
import { loadModel } from "../../src/models/modelFile.js";
import { assembleModels, versionOf } from "../../src/models/runModels.js";
import { connectRedis } from "../../src/shared/redis/connectRedis.js";
import type { ModelsRef, ModelStore } from "../../src/models/modelStore.js";
import { openModelStore } from "../../src/models/openModelStore.js";
import { temporaryDirectory } from "../support/corpus.js";
import { openObjectStore } from "../support/openObjectStore.js";
import { testRedis } from "../support/redis.js";
import { describeOnS3 } from "../support/s3.js";
import { sampleModelFiles } from "../support/sampleModels.js";

/** Tests for every kind of store. */
function contract(open: () => Promise<{ store: ModelStore; close: () => Promise<void> }>): void {
  const on = async (check: (store: ModelStore) => Promise<void>): Promise<void> => {
    const { store, close } = await open();
    try {
      await check(store);
    } finally {
      await close();
    }
  };

  test("returns what was saved, ready to use", () =>
    on(async (store) => {
      const files = sampleModelFiles();
      const ref = await store.save(files);
      expect(ref).toEqual({ run: "sample", version: versionOf(files) });
      const loaded = (await store.load(ref)).map(({ bytes, where }) => loadModel(bytes, where));
      expect(assembleModels(loaded).version).toBe(ref.version);
      expect([...assembleModels(loaded).bySet.keys()]).toEqual(["all", "women", "men", "gender"]);
    }));

  test("has no current models until a run's are promoted, and then these", () =>
    on(async (store) => {
      const first = await store.save(sampleModelFiles({ run: "first" }));
      const second = await store.save(sampleModelFiles({ run: "second" }));
      expect(await store.find()).toBeUndefined();
      await store.promote("first");
      expect(await store.find()).toEqual(first);
      await store.promote("second");
      expect(await store.find()).toEqual(second);
    }));

  test("keeps the promoted models current when the run is trained again, until the new ones are promoted", () =>
    on(async (store) => {
      const before = await store.save(sampleModelFiles());
      await store.promote("sample");
      const after = await store.save(sampleModelFiles().map((file) => ({ ...file, id: `${file.id}-again` })));
      expect(await store.find()).toEqual(before);
      expect(await store.find("sample")).toEqual(after);
      expect(await store.promote("sample")).toEqual(after);
    }));

  test("leaves a run's newest models unchanged if the training that saves others has passed to another worker", () =>
    on(async (store) => {
      const before = await store.save(sampleModelFiles());
      const late = sampleModelFiles().map((file) => ({ ...file, id: `${file.id}-late` }));
      for (const lostAt of [1, 2]) {
        let asked = 0;
        const requireHeld = async (): Promise<void> =>
          ++asked === lostAt ? Promise.reject(new Error("lock lost")) : Promise.resolve();
        await expect(store.save(late, requireHeld)).rejects.toThrow("lock lost");
      }
      expect(await store.find("sample")).toEqual(before);
      expect((await store.list()).map(({ version }) => version)).toEqual([before.version]);
    }));

  test("leaves a run's newest models unchanged if another training stores its own between the last check and the write", () =>
    on(async (store) => {
      const again = (name: string): ReturnType<typeof sampleModelFiles> =>
        sampleModelFiles().map((file) => ({ ...file, id: `${file.id}-${name}` }));
      let asked = 0;
      let newer: ModelsRef | undefined;
      await store.save(sampleModelFiles());
      const outrun = async (): Promise<void> => {
        if (++asked === 2) newer = await store.save(again("newer"));
      };
      await expect(store.save(again("late"), outrun)).rejects.toThrow("another training stored models");
      expect(await store.find("sample")).toEqual(newer);
    }));

  test("changes a run's newest models atomically, wherever it is killed", () =>
    on(async (store) => {
      const before = await store.save(sampleModelFiles());
      const files = sampleModelFiles().map((file) => ({ ...file, id: `${file.id}-next` }));
      const kill = async (): Promise<never> => Promise.reject(new Error("killed"));
      let asked = 0;
      await expect(store.save(files, async () => (++asked === 2 ? kill() : Promise.resolve()))).rejects.toThrow(
        "killed",
      );
      expect(await store.find("sample")).toEqual(before);
      expect(await store.load(before)).toHaveLength(4);
      const after = await store.save(files); // the same training, repeated by another worker
      expect(await store.find("sample")).toEqual(after);
      expect(await store.load(after)).toHaveLength(4);
    }));

  test("keeps the newest five of a run and the current ones, and removes the others' files", () =>
    on(async (store) => {
      const train = async (run: string, day: number): Promise<ModelsRef> =>
        store.save(
          sampleModelFiles({ run, createdAt: `2026-01-0${day}T00:00:00Z` }).map((file) => ({
            ...file,
            id: `${run}-${day}-${file.set}`,
          })),
        );
      const other = await train("other", 1);
      const refs = [await train("sample", 1)];
      await store.promote("sample");
      for (let day = 2; day <= 8; day++) refs.push(await train("sample", day));
      const left = (await store.list()).filter(({ run }) => run === "sample").map(({ version }) => version);
      expect(left).toEqual([7, 6, 5, 4, 3, 0].map((i) => refs[i]!.version));
      for (const kept of [refs[0]!, refs[3]!, other]) expect(await store.load(kept)).toHaveLength(4);
      await expect(store.load(refs[1]!)).rejects.toMatchObject({ code: "unknown-model" });
    }));

  test("lists all models, and which are current", () =>
    on(async (store) => {
      await store.save(sampleModelFiles({ run: "b" }));
      await store.save(sampleModelFiles({ run: "a", synthetic: true }));
      await store.promote("b");
      const listed = await store.list();
      expect(listed.map(({ run, isCurrent }) => [run, isCurrent])).toEqual([
        ["a", false],
        ["b", true],
      ]);
      expect(listed[0]!.models.map(({ set, synthetic }) => [set, synthetic])).toEqual(
        ["all", "women", "men", "gender"].map((set) => [set, true]),
      );
    }));

  test("refuses to promote an unknown run", () =>
    on(async (store) => {
      await expect(store.promote("nobody")).rejects.toThrow(ConfigError);
    }));

  test("refuses to load an unknown version", () =>
    on(async (store) => {
      await expect(store.load({ run: "sample", version: "0000000000" })).rejects.toMatchObject({
        code: "unknown-model",
      });
    }));
}

describe("ModelStore in Redis", () => {
  contract(async () => openAt("redis"));
});

describe("ModelStore in a directory", () => {
  contract(async () => openAt(await temporaryDirectory()));
});

await describeOnS3("ModelStore in S3", (s3) => {
  contract(async () => openAt(`s3://${await s3.newBucket()}/models`));
});

async function openAt(place: string): Promise<{ store: ModelStore; close: () => Promise<void> }> {
  const { url, prefix } = await testRedis();
  const redis = await connectRedis(url);
  const store = await openModelStore(place, redis, prefix, openObjectStore, 5);
  return {
    store,
    async close() {
      await store.close();
      redis.disconnect();
    },
  };
}
