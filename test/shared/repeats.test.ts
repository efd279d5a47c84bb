import { expect, test, vi } from "vitest";
import { sparingly } from "../../src/shared/repeats.js";

test("a repeated message is logged every ten seconds, with its count", () => {
  const now = vi.spyOn(performance, "now").mockReturnValue(0);
  const said: [string, number][] = [];
  const say = sparingly((message, times) => said.push([message, times]));
  for (let i = 0; i < 1_000; i++) say("the disk is full");
  say("another");
  now.mockReturnValue(10_000);
  say("the disk is full");
  now.mockRestore();
  expect(said).toEqual([
    ["the disk is full", 1],
    ["another", 1],
    ["the disk is full", 1_000],
  ]);
});
