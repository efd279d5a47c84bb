import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { openServices } from "../../src/runs/services.js";
import { temporaryDirectory } from "../support/corpus.js";
import { longTimeout } from "../support/longTimeout.js";
import { recordingLogger, silentLogger } from "../support/logger.js";
import { testRedis } from "../support/redis.js";

test("services log errors of their connection and end it when they are closed", async () => {
  const { url, prefix } = await testRedis();
  const { logger, lines } = recordingLogger();
  const services = await openServices(url, prefix, logger);
  services.address.redis.emit("error", new Error("read ECONNRESET"));
  expect(lines).toEqual(expect.arrayContaining([["warn", { error: "read ECONNRESET", times: 1 }, "Redis connection"]]));
  await services.close();
  await vi.waitFor(() => expect(services.address.redis.status).toBe("end"), longTimeout);
});

test("services do not start with a place for models that cannot be opened", async () => {
  const { url, prefix } = await testRedis();
  await expect(openServices(url, prefix, silentLogger, { models: "s3://" })).rejects.toThrow();
});

test("services open directories whose links lead elsewhere only if links are to be followed", async () => {
  const { url, prefix } = await testRedis();
  const [dir, elsewhere] = [await temporaryDirectory(), await temporaryDirectory()];
  await mkdir(join(elsewhere, "voices"));
  await writeFile(join(elsewhere, "voices", "a.wav"), "sound");
  await symlink(join(elsewhere, "voices"), join(dir, "linked"));
  const read = async (followLinks?: boolean): Promise<number> => {
    const services = await openServices(url, prefix, silentLogger, { followLinks });
    try {
      return (await (await services.openObjects(dir)).get("linked/a.wav")).bytes.length;
    } finally {
      await services.close();
    }
  };
  expect(await read(true)).toBe(5);
  await expect(read()).rejects.toThrow();
});
