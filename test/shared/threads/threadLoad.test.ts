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
  test("is one busy thread per task, and a queue of the tasks beyond", () => {
    const load = new ThreadLoad(2);
    for (let i = 0; i < 3; i++) task(load);
    expect([load.busy, load.waiting]).toEqual([2, 1]);
  });

  test("decreases when tasks end, including failed ones", async () => {
    const load = new ThreadLoad(2);
    const [first, second] = [task(load), task(load)];
    first.end();
    second.fail();
    await Promise.all([first.over, second.over]);
    expect([load.busy, load.waiting]).toEqual([0, 0]);
  });

  test("sums the time of all busy threads, without idle ones", async () => {
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
