import { EventEmitter, once } from "node:events";
import { describe, expect, test } from "vitest";
import { ThreadLoad } from "../../../src/shared/threads/threadLoad.js";

/** A task that ends on request. */
function task(load: ThreadLoad): { end: () => void; fail: () => void; over: Promise<unknown> } {
  const told = new EventEmitter();
  const running = once(told, "end"); // rejects on "error"
  return {
    end: () => void told.emit("end"),
    fail: () => void told.emit("error", new Error("no")),
    over: load.during(running).catch(() => undefined),
  };
}

describe("the load of threads", () => {
  test("is one busy thread a task, and a queue of those beyond", () => {
    const load = new ThreadLoad(2);
    for (let i = 0; i < 3; i++) task(load);
    expect([load.busy, load.waiting]).toEqual([2, 1]);
  });

  test("goes down when tasks end, also those that fail", async () => {
    const load = new ThreadLoad(2);
    const [first, second] = [task(load), task(load)];
    first.end();
    second.fail();
    await Promise.all([first.over, second.over]);
    expect([load.busy, load.waiting]).toEqual([0, 0]);
  });

  test("adds up the time of all busy threads, and none of idle ones", async () => {
    const load = new ThreadLoad(2);
    const startedAt = performance.now();
    const [first, second] = [task(load), task(load)];
    await new Promise((resolve) => setTimeout(resolve, 20));
    first.end();
    second.end();
    await Promise.all([first.over, second.over]);
    const worked = load.busySec;
    expect(worked).toBeGreaterThan(2 * 0.0185); // timers may be a little early
    expect(worked).toBeLessThanOrEqual((2 * (performance.now() - startedAt)) / 1_000);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(load.busySec).toBe(worked);
  });
});
