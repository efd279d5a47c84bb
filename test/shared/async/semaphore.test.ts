import { expect, test } from "vitest";
import { Semaphore } from "../../../src/shared/async/semaphore.js";

/** Work that ends on request. */
function held(began: string[], name: string): { work: () => Promise<string>; end: () => void; fail: () => void } {
  let [end, fail] = [(): void => undefined, (): void => undefined];
  const over = new Promise<string>((resolve, reject) => {
    end = () => resolve(name);
    fail = () => reject(new Error(name));
  });
  return { work: async () => (began.push(name), over), end, fail };
}

const turn = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("a semaphore admits as many tasks as it has permits, and the others in FIFO order", async () => {
  const began: string[] = [];
  const gate = new Semaphore(2);
  const pieces = ["a", "b", "c", "d"].map((name) => held(began, name));
  const results = Promise.allSettled(pieces.map(async ({ work }) => gate.run(work)));
  await turn();
  expect(began).toEqual(["a", "b"]);
  pieces[1]!.fail(); // failing tasks release their permits too
  await turn();
  expect(began).toEqual(["a", "b", "c"]);
  pieces[0]!.end();
  await turn();
  expect(began).toEqual(["a", "b", "c", "d"]);
  for (const { end } of pieces) end();
  expect((await results).map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled"]);
});

test("a semaphore has all its permits again when all tasks have finished", async () => {
  const gate = new Semaphore(1);
  for (const name of ["a", "b"]) expect(await gate.run(async () => Promise.resolve(name))).toBe(name);
  const began: string[] = [];
  const [first, second] = [held(began, "c"), held(began, "d")];
  const both = Promise.all([gate.run(first.work), gate.run(second.work)]);
  await turn();
  expect(began).toEqual(["c"]);
  first.end();
  second.end();
  expect(await both).toEqual(["c", "d"]);
});

test("a semaphore never exceeds its permits, even for tasks that arrive while others are waiting", async () => {
  const gate = new Semaphore(3);
  let [inside, most] = [0, 0];
  const work = async (): Promise<void> => {
    most = Math.max(most, ++inside);
    await turn();
    inside--;
  };
  for (let wave = 0; wave < 4; wave++) await Promise.all(Array.from({ length: 10 }, async () => gate.run(work)));
  expect([inside, most]).toEqual([0, 3]);
});
