import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectRedis } from "../../src/shared/redis/connectRedis.js";
import { ShardIndex } from "../../src/runs/rows/shardIndex.js";
import { cli, startCli } from "../support/cli.js";
import { smallCorpus } from "../support/corpus.js";
import { missingRedisServer, RedisServers, until, type RedisServer } from "../support/redisServers.js";

const missing = await missingRedisServer();
const files = 120;

/*
 *   three Sentinels ──watch──▶ master ──▶ replica
 *                              killed ──▶ becomes master
 */
describe("Redis behind Sentinels", { timeout: 300_000 }, () => {
  if (missing !== undefined) {
    test("needs redis-server", ({ skip }) => skip(missing));
    return;
  }
  let servers: RedisServers;
  let master: RedisServer;
  let replica: RedisServer;
  let sentinels: RedisServer[];

  beforeAll(async () => {
    servers = await RedisServers.begin();
    const data = ['save ""', "repl-diskless-sync-delay 0"];
    master = await servers.start(data);
    replica = await servers.start([...data, `replicaof 127.0.0.1 ${master.port}`]);
    await until(async () => (await servers.cli(replica.port, "INFO", "replication")).includes("master_link_status:up"));
    const watch = [
      `sentinel monitor main 127.0.0.1 ${master.port} 2`,
      "sentinel down-after-milliseconds main 500",
      "sentinel failover-timeout main 3000",
    ];
    sentinels = [];
    for (let i = 0; i < 3; i++) sentinels.push(await servers.start(watch, { mode: "sentinel" }));
    for (const { port } of sentinels) {
      await until(async () => (await servers.cli(port, "SENTINEL", "CKQUORUM", "main")).startsWith("OK 3 usable"));
      await until(async () => (await servers.cli(port, "SENTINEL", "REPLICAS", "main")).includes(String(replica.port)));
    }
  });
  afterAll(async () => servers.stop());

  test("that lose their master during a run finish it with all rows", async () => {
    const hosts = sentinels.map(({ port }) => `127.0.0.1:${port}`).join(",");
    const env = { REDIS_URL: `redis+sentinel://${hosts}/main` };
    const quick = [
      "--grid",
      "test/fixtures/oneCandidate.json",
      "--no-nested",
      "--recipe",
      "study",
      "--files-per-job",
      "1",
    ];
    const produced = await cli(["produce", await smallCorpus(4), "--run", "r", ...quick], env);
    expect(produced.stdout).toContain(`${files} files listed, ${files} enqueued`);

    const redis = await connectRedis(env.REDIS_URL);
    redis.on("error", () => undefined); // it reports the lost master
    try {
      const rows = async (): Promise<number> => new ShardIndex(redis, "{ser}", "r").count();
      startCli(["work", "extract", "--threads", "1"], env);
      let atKill = 0;
      while (atKill === 0) atKill = await rows();
      await master.kill();
      expect(atKill).toBeLessThan(files);
      // Until the Sentinels appoint another master, they name the lost one.
      (await connectRedis(env.REDIS_URL)).disconnect();
      startCli(["work", "extract", "--threads", "1"], env); // a worker that never knew the old master
      startCli(["work", "train"], env);
      await until(async () => (await cli(["status", "r", "--json"], env)).stdout.includes('"stage":"done"'));
      expect(await rows()).toBe(files);
    } finally {
      redis.disconnect();
    }
  });

  test("that know no master of that name are reported as such", async () => {
    const { code, stderr } = await cli(["status"], {
      REDIS_URL: `redis+sentinel://127.0.0.1:${sentinels[0]!.port}/other`,
    });
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/Redis at redis\+sentinel:\/\/127\.0\.0\.1:\d+\/other does not respond/);
  });
});
