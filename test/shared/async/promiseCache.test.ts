import { describe, expect, test } from "vitest";
import { PromiseCache } from "../../../src/shared/async/promiseCache.js";

describe("PromiseCache", () => {
  test("loads a key once for any number of concurrent callers", async () => {
    const cache = new PromiseCache<number>();
    let loads = 0;
    const load = async (): Promise<number> => Promise.resolve(++loads);
    expect(await Promise.all([cache.get("a", load), cache.get("a", load)])).toEqual([1, 1]);
    expect(await cache.get("a", load)).toBe(1);
    expect(await cache.get("b", load)).toBe(2);
  });

  test("forgets a load that failed", async () => {
    const cache = new PromiseCache<string>();
    await expect(cache.get("a", async () => Promise.reject(new Error("down")))).rejects.toThrow("down");
    expect(await cache.get("a", async () => Promise.resolve("up"))).toBe("up");
  });

  test("drops the least recently used entry beyond its limit", async () => {
    const cache = new PromiseCache<string>(2);
    const loaded: string[] = [];
    const get = async (key: string): Promise<string> =>
      cache.get(key, async () => {
        loaded.push(key);
        return Promise.resolve(key);
      });
    for (const key of ["a", "b", "a", "c", "a", "b"]) await get(key);
    expect(loaded).toEqual(["a", "b", "c", "b"]);
  });

  test("lists the results that were loaded, without those that failed", async () => {
    const cache = new PromiseCache<string>();
    const load = cache.get("a", async () => Promise.resolve("a"));
    const failing = cache.get("b", async () => Promise.reject(new Error("down")));
    expect(await cache.loaded()).toEqual(["a"]);
    await load;
    await expect(failing).rejects.toThrow("down");
  });
});
