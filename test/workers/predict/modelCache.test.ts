import { describe, expect, test } from "vitest";
import type { ModelsRef } from "../../../src/models/modelStore.js";
import { modelCache } from "../../../src/workers/predict/modelCache.js";

/** The fields of a model file used here. */
const content = (version: string, maxDurationSec = 360): Uint8Array =>
  Uint8Array.from(Buffer.from(JSON.stringify({ version, maxDurationSec })));

/** A store that counts how often each version is read. */
function countingStore(failures = 0) {
  const reads: string[] = [];
  let failuresLeft = failures;
  return {
    reads,
    load: async ({ version }: ModelsRef) => {
      reads.push(version);
      if (failuresLeft-- > 0) throw new Error("the store does not respond");
      return Promise.resolve([{ set: "all" as const, where: version, bytes: content(version) }]);
    },
  };
}

const ref = (version: string): ModelsRef => ({ run: "run", version });

describe("modelCache", () => {
  test("reads a version once, even for two concurrent requests", async () => {
    const store = countingStore();
    const models = modelCache(store);
    const [first, second] = await Promise.all([models(ref("a")), models(ref("a"))]);
    expect(first).toBe(second);
    expect(new Uint8Array(first.files[0]!.bytes)).toEqual(content("a"));
    expect(store.reads).toEqual(["a"]);
  });

  test("reads another version as soon as it is requested", async () => {
    const store = countingStore();
    const models = modelCache(store);
    await models(ref("a"));
    expect((await models(ref("b"))).key).toBe("run/b");
    expect(store.reads).toEqual(["a", "b"]);
  });

  test("keeps only the last few versions used", async () => {
    const store = countingStore();
    const models = modelCache(store);
    for (const version of ["a", "b", "c", "d", "a", "e", "a", "b"]) await models(ref(version));
    expect(store.reads).toEqual(["a", "b", "c", "d", "e", "b"]);
  });

  test("reports the maximum length of a recording that the models analyse", async () => {
    const files = [30, 90, 60].map((sec) => ({ set: "all" as const, where: "model", bytes: content("a", sec) }));
    const models = modelCache({ load: async () => Promise.resolve(files) });
    expect((await models(ref("a"))).maxDurationSec).toBe(90);
  });

  test("rejects a file that is not a model", async () => {
    const files = [{ set: "all" as const, where: "model m", bytes: Uint8Array.of(1) }];
    const models = modelCache({ load: async () => Promise.resolve(files) });
    await expect(models(ref("a"))).rejects.toMatchObject({ code: "bad-payload" });
  });

  test("tries again after the store failed", async () => {
    const store = countingStore(1);
    const models = modelCache(store);
    await expect(models(ref("a"))).rejects.toThrow("does not respond");
    expect((await models(ref("a"))).key).toBe("run/a");
  });
});
