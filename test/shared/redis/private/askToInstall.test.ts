import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { askToInstall, installQuestion } from "../../../../src/shared/redis/private/askToInstall.js";

async function answered(typed: string): Promise<boolean> {
  const input = new PassThrough();
  input.end(typed);
  return askToInstall(input, new PassThrough());
}

describe("the question whether to install Redis", () => {
  test.each([
    ["Enter", "\n", true],
    ["y", "y\n", true],
    ["YES", "YES\n", true],
    ["n", "n\n", false],
    ["anything else", "why\n", false],
    ["a closed terminal", "", false],
  ])("treats %s as its answer", async (_, typed, expected) => {
    expect(await answered(typed)).toBe(expected);
  });

  test("names the command", async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    input.end("n\n");
    await askToInstall(input, output);
    output.end();
    expect(await text(output)).toBe(installQuestion);
    expect(installQuestion).toContain("apt-get install redis-server");
  });
});
