import { describe, expect, test } from "vitest";
import { predictMany, type ManyOptions, type NamedOutcome } from "../../src/predictionClient/predictMany.js";
import type { PredictItem } from "../../src/predictionClient/predictItems.js";
import { InputError } from "../../src/shared/errors.js";
import type { PredictPayload } from "../../src/runs/jobs.js";
import type { PredictOutcome } from "../../src/models/outcome.js";
import type { PredictionEnd } from "../../src/runs/queues/predictQueues.js";

/** Queues that answer jobs in reverse order as far as possible, and count the active ones. */
class ReversingQueues {
  readonly payloads: PredictPayload[] = [];
  underWay = 0;
  maxUnderWay = 0;

  async submit(_: string, payload: PredictPayload): Promise<string> {
    this.payloads.push(payload);
    this.underWay += 1;
    this.maxUnderWay = Math.max(this.maxUnderWay, this.underWay);
    return Promise.resolve(String(this.payloads.length - 1));
  }

  async end(_: string, id: string): Promise<PredictionEnd> {
    for (let turns = 100 - Number(id); turns > 0; turns--) await Promise.resolve();
    this.underWay -= 1;
    return {
      state: "done",
      outcomes: this.payloads[Number(id)]!.files.map((file) => answer(file.kind === "object" ? file.key : "")),
    };
  }
}

function answer(message: string): PredictOutcome {
  return { ok: false, code: "too-short", message };
}

async function* items(count: number, rejected: readonly number[] = []): AsyncGenerator<PredictItem> {
  for (let i = 0; i < count; i++) {
    yield {
      name: `n${i}`,
      file: async () =>
        rejected.includes(i)
          ? Promise.reject(new InputError("missing-object", `n${i}: no such file`))
          : Promise.resolve({ kind: "object", store: "s", key: `k${i}` }),
    };
    await Promise.resolve();
  }
}

const options: ManyOptions = {
  queue: "score",
  question: { models: { run: "r", version: "v" }, gender: "auto", minGenderConfidence: 0.8 },
  filesPerJob: 3,
  jobsInHand: 4,
};

async function collect(queues: ReversingQueues, from: AsyncGenerator<PredictItem>): Promise<NamedOutcome[]> {
  const collected: NamedOutcome[] = [];
  for await (const each of predictMany(queues, from, options)) collected.push(each);
  return collected;
}

describe("predictMany", () => {
  test("yields every result in the order of the recordings, whichever job finishes first", async () => {
    const answers = await collect(new ReversingQueues(), items(20));
    expect(answers).toEqual(Array.from({ length: 20 }, (_, i) => ({ name: `n${i}`, outcome: answer(`k${i}`) })));
  });

  test("sends requests in jobs", async () => {
    const queues = new ReversingQueues();
    await collect(queues, items(7));
    expect(queues.payloads.map(({ files }) => files.length)).toEqual([3, 3, 1]);
    expect(queues.payloads[0]).toMatchObject(options.question);
  });

  test("never has more jobs in flight than the limit", async () => {
    const queues = new ReversingQueues();
    await collect(queues, items(100));
    expect(queues.maxUnderWay).toBeLessThanOrEqual(options.jobsInHand);
  });

  test("does not request recordings that cannot be read here, and reports the reason in their place", async () => {
    const queues = new ReversingQueues();
    const answers = await collect(queues, items(4, [0, 2]));
    expect(answers.map(({ outcome }) => outcome)).toEqual([
      { ok: false, code: "missing-object", message: "n0: no such file" },
      answer("k1"),
      { ok: false, code: "missing-object", message: "n2: no such file" },
      answer("k3"),
    ]);
  });

  test("fails if a job was given up", async () => {
    const queues = new ReversingQueues();
    queues.end = async () => Promise.resolve({ state: "failed", reason: "S3 does not respond" });
    await expect(collect(queues, items(1))).rejects.toThrow("S3 does not respond");
  });
});
