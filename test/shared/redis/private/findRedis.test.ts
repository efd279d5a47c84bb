import { describe, expect, test } from "vitest";
import { ConfigError } from "../../../../src/shared/errors.js";
import { findRedis, type RedisSources } from "../../../../src/shared/redis/private/findRedis.js";

/** A machine without any programs except those that the test provides. */
function machine(has: Partial<RedisSources>): RedisSources {
  return {
    isOnPath: () => Promise.resolve(false),
    canInstall: () => Promise.resolve(false),
    mayInstall: () => Promise.resolve(null),
    install: () => Promise.resolve("not asked for"),
    hasDocker: () => Promise.resolve(false),
    pullImage: () => Promise.resolve("not asked for"),
    ...has,
  };
}

const silent = (): void => undefined;
const yes = (): Promise<boolean> => Promise.resolve(true);

describe("findRedis", () => {
  test("prefers redis-server from PATH", async () => {
    const found = await findRedis({ log: silent }, machine({ isOnPath: yes, canInstall: yes, hasDocker: yes }));
    expect(found).toEqual({ kind: "program", command: "redis-server" });
  });

  test("uses valkey-server if redis-server is missing", async () => {
    const isOnPath = (command: string): Promise<boolean> => Promise.resolve(command === "valkey-server");
    expect(await findRedis({ log: silent }, machine({ isOnPath }))).toEqual({
      kind: "program",
      command: "valkey-server",
    });
  });

  test("installs the package, with a one-line message, if there is no terminal to ask at", async () => {
    const lines: string[] = [];
    let isInstalled = false;
    const sources = machine({
      isOnPath: () => Promise.resolve(isInstalled),
      canInstall: yes,
      install() {
        isInstalled = true;
        return Promise.resolve(null);
      },
    });
    expect(await findRedis({ log: (line) => lines.push(line) }, sources)).toEqual({
      kind: "program",
      command: "redis-server",
    });
    expect(lines).toEqual([expect.stringContaining("apt-get install redis-server")]);
  });

  test.each([
    ["installs the package if the user agrees at the terminal", true, true, true],
    ["installs nothing if the user declines", false, true, false],
    ["installs nothing, and does not ask, with --no-install-redis", true, false, false],
  ])("%s", async (_, answer, install, isInstalled) => {
    const done: string[] = [];
    const sources = machine({
      canInstall: yes,
      mayInstall: () => (done.push("asked"), Promise.resolve(answer)),
      install: () => (done.push("installed"), Promise.resolve("no such package")),
    });
    await expect(findRedis({ log: silent, install }, sources)).rejects.toThrow(ConfigError);
    expect(done).toEqual([...(install ? ["asked"] : []), ...(isInstalled ? ["installed"] : [])]);
  });

  test("uses a container if the package cannot be installed and Docker runs", async () => {
    const sources = machine({ canInstall: yes, hasDocker: yes, pullImage: () => Promise.resolve(null) });
    expect(await findRedis({ log: silent }, sources)).toEqual({ kind: "container" });
  });

  test("fails with a command for each of Debian, macOS and Docker", async () => {
    const failure = findRedis({ log: silent }, machine({}));
    await expect(failure).rejects.toBeInstanceOf(ConfigError);
    await expect(failure).rejects.toThrow(/apt-get install redis-server\n.*brew install redis\n.*docker run .*redis:7/);
  });

  test("fails with the errors of apt-get and Docker if both were tried", async () => {
    const sources = machine({
      canInstall: yes,
      install: () => Promise.resolve("apt-get update ended with 100"),
      hasDocker: yes,
      pullImage: () => Promise.resolve("docker pull redis:7: no route to host"),
    });
    await expect(findRedis({ log: silent }, sources)).rejects.toThrow(
      /ended with 100\ndocker pull redis:7: no route to host$/,
    );
  });
});
