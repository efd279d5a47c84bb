import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { connectRedis } from "../../src/shared/redis/connectRedis.js";
import { cli, startCli, type RunningCli } from "../support/cli.js";
import { smallCorpus, temporaryDirectory } from "../support/corpus.js";
import { instanceMetadata, type InstanceMetadata } from "../support/instanceMetadata.js";
import { testRedis } from "../support/redis.js";

const quick = ["--grid", "test/fixtures/oneCandidate.json", "--no-nested", "--recipe", "study"];

describe("a worker that is told to exit during a run", { timeout: 120_000 }, () => {
  let source: string;

  beforeAll(async () => {
    source = await smallCorpus(8);
  });

  /** Enqueues the corpus in a few long jobs, so that a worker is busy with each for a while. */
  async function produced(): Promise<{ env: Readonly<Record<string, string>>; waiting: () => Promise<number[]> }> {
    const { url, prefix } = await testRedis();
    const env = { REDIS_URL: url, SER_PREFIX: prefix };
    await cli(["produce", source, "--run", "r", "--files-per-job", "60", ...quick], env);
    return {
      env,
      async waiting() {
        const redis = await connectRedis(url);
        const lengths = await Promise.all(
          ["wait", "active"].map(async (list) => redis.llen(`${prefix}:extract:${list}`)),
        );
        redis.disconnect();
        return lengths;
      },
    };
  }

  async function untilBusy(waiting: () => Promise<number[]>): Promise<void> {
    await vi.waitUntil(async () => (await waiting())[1]! > 0, { timeout: 60_000, interval: 5 });
  }

  async function leave(worker: RunningCli): Promise<void> {
    expect(await worker.ended()).toBe(0);
  }

  test("requeues what it cannot finish within --drain-sec, and another worker finishes the run", async () => {
    const { env, waiting } = await produced();
    const leaving = startCli(["work", "extract", "--threads", "1", "--drain-sec", "0"], env);
    await untilBusy(waiting);
    leaving.kill("SIGTERM");
    await leave(leaving);
    expect(leaving.stderr()).toContain("job requeued for another worker");
    const [inQueue, inHand] = await waiting();
    expect(inQueue).toBeGreaterThan(0);
    expect(inHand).toBe(0);

    startCli(["work", "extract"], env);
    startCli(["work", "train"], env);
    await cli(["status", "r", "--json", "--watch"], env);
    const outDir = await temporaryDirectory();
    expect((await cli(["report", "r", "--out", outDir], env)).code).toBe(0);
    expect(JSON.parse(await readFile(join(outDir, "report.json"), "utf8"))).toMatchObject({
      files: { extracted: 240 },
    });
  });

  test.each([
    [
      "EC2 announces an interruption",
      (metadata: InstanceMetadata) => metadata.announce({ action: "terminate", time: "2026-11-22T18:00:00Z" }),
    ],
    ["its Auto Scaling group scales in", (metadata: InstanceMetadata) => metadata.setTargetState("Terminated")],
  ])("exits when %s, with its jobs done or requeued", async (_, announce) => {
    const { env, waiting } = await produced();
    const metadata = await instanceMetadata();
    announce(metadata);
    const leaving = startCli(["work", "extract", "--threads", "1", "--spot"], {
      ...env,
      AWS_EC2_METADATA_SERVICE_ENDPOINT: metadata.url,
    });
    await leave(leaving);
    expect(leaving.stderr()).toContain("EC2 is terminating this instance");
    expect((await waiting())[1]).toBe(0);
  });
});
