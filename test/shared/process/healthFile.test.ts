import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { keepHealthFile } from "../../../src/shared/process/healthFile.js";
import { temporaryDirectory } from "../../support/corpus.js";
import { longTimeout } from "../../support/longTimeout.js";

describe("a health file", () => {
  const running: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const each of running.splice(0)) await each.close();
  });

  async function start(answer: () => Promise<unknown>): Promise<string> {
    const file = join(await temporaryDirectory(), "health");
    running.push(keepHealthFile(file, answer, 10));
    return file;
  }

  test("is updated while the other side responds", async () => {
    const file = await start(() => Promise.resolve());
    const first = await vi.waitFor(async () => readFile(file, "utf8"), longTimeout);
    await vi.waitFor(async () => expect(await readFile(file, "utf8")).not.toBe(first), longTimeout);
  });

  test("is not updated while the other side is silent", async () => {
    let asked = 0;
    let answer = (): void => undefined;
    const file = await start(() => {
      asked += 1;
      return new Promise<void>((resolve) => (answer = resolve));
    });
    await vi.waitFor(() => expect(asked).toBe(1), longTimeout);
    await expect(access(file)).rejects.toThrow("ENOENT");
    answer();
    await vi.waitFor(async () => access(file), longTimeout);
  });

  test("is updated again after the other side has recovered", async () => {
    let asked = 0;
    const file = await start(() => (asked++ === 0 ? Promise.reject(new Error("no answer")) : Promise.resolve()));
    await vi.waitFor(async () => access(file), longTimeout);
    expect(asked).toBeGreaterThan(1);
  });

  test("is removed at the end", async () => {
    const file = await start(() => Promise.resolve());
    await vi.waitFor(async () => access(file), longTimeout);
    await running.pop()!.close();
    await expect(access(file)).rejects.toThrow("ENOENT");
  });
});
