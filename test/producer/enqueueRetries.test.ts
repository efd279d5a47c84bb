import { expect, test } from "vitest";
import { enqueueRetries } from "../../src/producer/enqueueRetries.js";
import type { ExtractBatch } from "../../src/runs/queues/extractBatch.js";
import type { Rejection } from "../../src/runs/rejection.js";
import type { RunRecord } from "../../src/runs/runRecord.js";

function rejection(key: string, shard: string, size?: number): Rejection {
  return { key, shard, code: "truncated-audio", message: "cut", attempts: 1, ...(size === undefined ? {} : { size }) };
}

test("a retried file is read with its listed size if the listing has the sizes of all files of its job", async () => {
  const again = [rejection("a", "1", 10), rejection("b", "1", 20), rejection("c", "2", 30), rejection("d", "2")];
  const added: ExtractBatch[] = [];
  const ports = {
    runs: { again: () => Promise.resolve(again), againEnqueued: () => Promise.resolve() },
    queues: {
      addExtractJobs: (_: string, batches: readonly ExtractBatch[]) => Promise.resolve(void added.push(...batches)),
    },
  };
  await enqueueRetries(ports, { name: "r", round: 1 } as RunRecord);
  expect(added).toEqual([
    { shard: "1", keys: ["a", "b"], sizes: [10, 20] },
    { shard: "2", keys: ["c", "d"] },
  ]);
});
