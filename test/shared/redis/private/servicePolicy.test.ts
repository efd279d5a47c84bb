import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { APT_LOCK } from "../../../../src/shared/redis/private/installRedis.js";
import { forbidServiceStarts, removeStalePolicy } from "../../../../src/shared/redis/private/servicePolicy.js";
import { temporaryDirectory } from "../../../support/corpus.js";

async function policyFile(): Promise<string> {
  return join(await temporaryDirectory(), "policy-rc.d");
}

describe("the policy that prevents services from starting while Redis is installed", () => {
  test("is an executable that exits with 101", async () => {
    const file = await policyFile();
    expect(await forbidServiceStarts(file)).toBe(true);
    const [code] = (await once(spawn(file), "exit")) as [number];
    expect(code).toBe(101);
  });

  test("leaves the machine's own policy alone", async () => {
    const file = await policyFile();
    await writeFile(file, "#!/bin/sh\nexit 101\n");
    expect(await forbidServiceStarts(file)).toBe(false);
    await removeStalePolicy(file);
    expect(await readFile(file, "utf8")).toBe("#!/bin/sh\nexit 101\n");
  });

  test("stays while the process that created it is alive", async () => {
    const file = await policyFile();
    await forbidServiceStarts(file);
    await removeStalePolicy(file);
    expect((await stat(file)).isFile()).toBe(true);
  });

  test("is removed at the next start if that process was killed", async () => {
    const file = await policyFile();
    await forbidServiceStarts(file);
    // As left by a process with the same pid but another start time.
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace(/by process \d+ \d+/, `by process ${process.pid} 1`));
    await removeStalePolicy(file);
    await expect(stat(file)).rejects.toThrow("ENOENT");
  });
});

test("runs of apt-get are serialised by a lock that only root can hold", () => {
  expect(APT_LOCK).toMatch(/^\/run\//);
});
