import { expect, test, vi } from "vitest";
import type { RunSnapshot } from "../../src/runs/runSnapshot.js";
import { RunWatch } from "../../src/dashboard/runWatch.js";
import { longTimeout } from "../support/longTimeout.js";

const snapshot = { at: 1 } as RunSnapshot;

test("two viewers of a run share one query", async () => {
  const look = vi.fn(async () => Promise.resolve(snapshot));
  const watch = new RunWatch(look, 60_000);
  const [one, other] = [vi.fn(), vi.fn()];
  const leaveOne = watch.follow("run", one);
  const leaveOther = watch.follow("run", other);
  await vi.waitFor(() => expect(other).toHaveBeenCalledWith(snapshot), longTimeout);
  expect(one).toHaveBeenCalledWith(snapshot);
  expect(look).toHaveBeenCalledTimes(1);
  leaveOne();
  leaveOther();
});

test("a later viewer receives the last snapshot immediately", async () => {
  const watch = new RunWatch(async () => Promise.resolve(snapshot), 60_000);
  const first = vi.fn();
  const leaves = [watch.follow("run", first)];
  await vi.waitFor(() => expect(first).toHaveBeenCalled(), longTimeout);
  const later = vi.fn();
  leaves.push(watch.follow("run", later));
  expect(later).toHaveBeenCalledWith(snapshot);
  for (const leave of leaves) leave();
});

test("a run without viewers is not polled", () => {
  const watch = new RunWatch(async () => Promise.resolve(snapshot), 60_000);
  const leaves = [watch.follow("run", vi.fn()), watch.follow("run", vi.fn())];
  leaves[0]!();
  expect(watch.size).toBe(1);
  leaves[1]!();
  expect(watch.size).toBe(0);
});

test("a failed poll is followed by another", async () => {
  const look = vi.fn(async () => Promise.resolve(snapshot)).mockRejectedValueOnce(new Error("no connection to Redis"));
  const watch = new RunWatch(look, 5);
  const listener = vi.fn();
  const leave = watch.follow("run", listener);
  await vi.waitFor(() => expect(listener).toHaveBeenCalledWith(snapshot), longTimeout);
  leave();
});
