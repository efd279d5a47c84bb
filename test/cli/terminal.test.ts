import { expect, test } from "vitest";
import { startCli } from "../support/cli.js";

test("a file's name reaches the terminal without escape sequences or direction marks", async () => {
  const ser = startCli(["features", "\x1b[31mred\x9b2J\u202evaw.wav"]);
  expect(await ser.ended()).toBe(1);
  expect(ser.stderr()).toContain("\\u001b[31mred\\u009b2J\\u202evaw.wav: no such file");
  expect(ser.stderr()).not.toMatch(/[\x1b\x9b\u202e]/);
});

test.each([
  ["an unknown command", ["\x1b[31mred"]],
  ["an option's value", ["predict", "a.wav", "--gender", "\x1b[31m\u202ered"]],
])("%s is repeated without the sequences that a terminal would interpret", async (_, args) => {
  const ser = startCli(args);
  expect(await ser.ended()).toBe(2);
  expect(ser.stderr()).toContain("\\u001b[31m");
  expect(ser.stderr()).not.toMatch(/[\x1b\u202e]/);
});
