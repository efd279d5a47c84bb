import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, stat, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Redis } from "ioredis";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { REDIS_IMAGE } from "../../../../src/shared/redis/private/findRedis.js";
import { longTimeout } from "../../../support/longTimeout.js";

const hasImage = spawnSync("docker", ["image", "inspect", REDIS_IMAGE]).status === 0;
const without = hasImage ? "" : ` (skipped: needs Docker and its image ${REDIS_IMAGE})`;

let root: string;
let dir: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "ser-container-redis-"));
  dir = join(root, 'a directory, "quoted"');
});

afterEach(async () => {
  await rm(root, { recursive: true });
});

/** A PATH with Docker and the keeper's dependencies, but without Redis or apt-get. */
async function pathWithDockerAlone(): Promise<string> {
  for (const command of ["sh", "docker", "sleep", "rm"]) {
    const { stdout } = spawnSync("sh", ["-c", `command -v ${command}`], { encoding: "utf8" });
    await symlink(stdout.trim(), join(root, command));
  }
  return root;
}

test.skipIf(!hasImage)(
  `a private Redis runs in a container if only Docker is available, and ends when its process is killed${without}`,
  async () => {
    const program = fileURLToPath(new URL("../../../support/privateRedisProgram.ts", import.meta.url));
    const child = spawn(process.execPath, ["--import", "tsx", program, dir], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { PATH: await pathWithDockerAlone() },
    });
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    const client = new Redis(line.toString().trim());
    expect(await client.set("actor", "12")).toBe("OK");
    client.disconnect();

    child.kill("SIGKILL");
    await vi.waitUntil(async () => !(await readdir(dir)).includes("redis.lock"), longTimeout);
    const { stdout } = spawnSync("docker", ["ps", "--all", "--quiet", "--filter", "name=ser-redis-"], {
      encoding: "utf8",
    });
    expect(stdout).toBe("");
    expect((await stat(join(dir, "appendonlydir"))).uid).toBe(process.getuid?.());
  },
);
