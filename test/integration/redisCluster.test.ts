import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePort } from "../../src/shared/redis/private/ports.js";
import { cli } from "../support/cli.js";
import { smallCorpus, temporaryDirectory } from "../support/corpus.js";
import { missingRedisServer, RedisServers, until, type RedisServer } from "../support/redisServers.js";

const missing = await missingRedisServer();
const quick = ["--grid", "test/fixtures/oneCandidate.json", "--no-nested", "--recipe", "study"];

describe("a Redis Cluster of three nodes", { timeout: 240_000 }, () => {
  if (missing !== undefined) {
    test("needs redis-server", ({ skip }) => skip(missing));
    return;
  }
  let servers: RedisServers;
  let nodes: RedisServer[];

  beforeAll(async () => {
    servers = await RedisServers.begin();
    nodes = [];
    for (let i = 0; i < 3; i++) {
      const config = ['save ""', "cluster-enabled yes", `cluster-config-file nodes-${i}.conf`];
      nodes.push(await servers.start([...config, `cluster-port ${await freePort()}`]));
    }
    const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`);
    await servers.cli(nodes[0]!.port, "--cluster", "create", ...addresses, "--cluster-yes");
    for (const { port } of nodes)
      await until(async () => (await servers.cli(port, "CLUSTER", "INFO")).includes("cluster_state:ok"));
  });
  afterAll(async () => servers.stop());

  test("supports a whole run, all of whose keys are in one slot", async () => {
    const outDir = await temporaryDirectory();
    const args = ["run", await smallCorpus(4), "--out", outDir, "--run", "r", ...quick];
    const { code, stderr } = await cli(args, { REDIS_URL: `redis+cluster://127.0.0.1:${nodes[0]!.port}` });
    expect(stderr).toContain("done:");
    expect(code).toBe(0);
    const sizes = await Promise.all(nodes.map(async ({ port }) => servers.cli(port, "DBSIZE")));
    expect(sizes.filter((size) => size.trim() !== "0")).toHaveLength(1);
  });

  test("is rejected with a prefix whose keys would be in many slots, with how to write it", async () => {
    const env = { REDIS_URL: `redis+cluster://127.0.0.1:${nodes[1]!.port}`, SER_PREFIX: "ser" };
    const { code, stderr } = await cli(["status"], env);
    expect(code).not.toBe(0);
    expect(stderr).toContain("SER_PREFIX: expected a part in braces in a Redis Cluster, as {ser}");
  });

  test("is rejected under a single server's address, with the right form", async () => {
    const { code, stderr } = await cli(["status"], { REDIS_URL: `redis://127.0.0.1:${nodes[0]!.port}` });
    expect(code).not.toBe(0);
    expect(stderr).toContain(`redis+cluster://127.0.0.1:${nodes[0]!.port}`);
  });
});
