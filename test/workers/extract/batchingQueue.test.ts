import { describe, expect, test } from "vitest";
import { createThreadPool } from "../../../src/shared/threads/threadPool.js";
import { BatchingQueue } from "../../../src/workers/extract/batchingQueue.js";

/** Batches that end on request. */
class HeldWorker {
  readonly batches: (readonly string[])[] = [];
  readonly #ends: (() => void)[] = [];

  readonly perform = async (tasks: readonly string[]): Promise<PromiseSettledResult<string>[]> => {
    this.batches.push(tasks);
    await new Promise<void>((resolve) => this.#ends.push(resolve));
    return Promise.allSettled(tasks.map(answer));
  };

  /** Ends batches one after another until no more arrive. */
  async finish(): Promise<void> {
    for (let end = this.#ends.shift(); end !== undefined; end = this.#ends.shift()) {
      end();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

async function answer(task: string): Promise<string> {
  return task === "bad" ? Promise.reject(new Error("bad task")) : Promise.resolve(`${task} done`);
}

describe("TaskBatches", () => {
  test("starts the first tasks immediately, and collects others while those are running", async () => {
    const worker = new HeldWorker();
    const batches = new BatchingQueue(worker.perform, { size: 3, batches: 1 });
    const results = Promise.all(["a", "b", "c", "d", "e"].map(async (task) => batches.run(task)));
    expect(worker.batches).toEqual([["a"]]);
    await worker.finish();
    expect(worker.batches).toEqual([["a"], ["b", "c", "d"], ["e"]]);
    expect(await results).toEqual(["a done", "b done", "c done", "d done", "e done"]);
  });

  test("distributes waiting tasks evenly, so that no thread is left without a task", async () => {
    const worker = new HeldWorker();
    const batches = new BatchingQueue(worker.perform, { size: 4, batches: 2 });
    for (const task of ["a", "b", "c", "d", "e", "f"]) void batches.run(task);
    await worker.finish();
    expect(worker.batches).toEqual([["a"], ["b"], ["c", "d"], ["e"], ["f"]]);
  });

  test("runs a task alone on request, without changing the order", async () => {
    const worker = new HeldWorker();
    const batches = new BatchingQueue(worker.perform, { size: 4, batches: 1 });
    for (const task of ["a", "b", "c", "alone", "d", "e"]) void batches.run(task, task === "alone");
    await worker.finish();
    expect(worker.batches).toEqual([["a"], ["b", "c"], ["alone"], ["d", "e"]]);
  });

  test("does not fail a task because its neighbour fails", async () => {
    const worker = new HeldWorker();
    const batches = new BatchingQueue(worker.perform, { size: 4, batches: 1 });
    const results = Promise.allSettled(["a", "b", "bad", "c"].map(async (task) => batches.run(task)));
    await worker.finish();
    expect(worker.batches[1]).toEqual(["b", "bad", "c"]);
    expect((await results).map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
  });

  describe("when a thread dies", () => {
    const lost = async (batches: BatchingQueue<string, string>, tasks: readonly string[]): Promise<string[]> => {
      const results = await Promise.allSettled(tasks.map(async (task) => batches.run(task, task.startsWith("moved"))));
      return tasks.filter((_, i) => results[i]!.status === "rejected");
    };

    test("loses only the task that kills the thread", async () => {
      const module = new URL("../../support/crashingThread.js", import.meta.url);
      const pool = createThreadPool<readonly string[], PromiseSettledResult<string>[]>(module, 1, 2);
      const batches = new BatchingQueue(async (tasks: readonly string[]) => pool.run(tasks), { size: 8, batches: 2 });
      for (const deadlyAt of [0, 1, 2, 9]) {
        const tasks = Array.from({ length: 12 }, (_, i) => (i === deadlyAt ? "die" : `task ${i}`));
        expect(await lost(batches, tasks)).toEqual(["die"]);
      }
      await pool.close();
    });

    test("does not retry a task whose buffers were transferred", async () => {
      const begun: string[] = [];
      const perform = async (tasks: readonly string[]): Promise<PromiseSettledResult<string>[]> => {
        begun.push(...tasks);
        if (begun.length <= 2) throw new Error("the thread died");
        return Promise.allSettled(tasks.map(answer));
      };
      const batches = new BatchingQueue(perform, { size: 8, batches: 2 });
      expect(await lost(batches, ["moved", "shared"])).toEqual(["moved"]);
      expect(begun).toEqual(["moved", "shared", "shared"]);
    });
  });
});
