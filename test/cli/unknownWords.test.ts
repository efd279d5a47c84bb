import { Command } from "commander";
import { expect, test } from "vitest";
import { rejectUnknownWords } from "../../src/cli/unknownWords.js";

function program(): Command {
  const ser = new Command("ser").option("--debug");
  ser.command("run").argument("<source>").requiredOption("--out <dir>").option("--seed <n>").option("-q, --quiet");
  const work = ser.command("work");
  work.command("train").option("--threads <n>");
  work.command("extract");
  return ser;
}

test.each([
  ["run x --ouput y", "unknown option '--ouput'\n(Did you mean --out?)\n(run ser run --help for usage)"],
  ["--debug rnu x", "unknown command 'rnu'\n(Did you mean run?)\n(run ser --help for usage)"],
  ["trian", "unknown command 'trian'\n(Did you mean work train?)\n(run ser --help for usage)"],
  ["work trian --threads 3", "unknown command 'trian'\n(Did you mean train?)\n(run ser work --help for usage)"],
  ["run x --out y --frobnicate=3", "unknown option '--frobnicate'\n(run ser run --help for usage)"],
  ["run x -z", "unknown option '-z'\n(run ser run --help for usage)"],
])("rejects %j, with the likely intended word, before any other check", (line, message) => {
  expect(() => rejectUnknownWords(program(), line.split(" "))).toThrow(message);
});

test.each([
  "run - --out o -- --what",
  "run x --out --ouput", // the value of an option may look like anything
  "run x --out=y --seed -3 -q",
  "run trian --help",
  "work train --threads 2 --debug",
  "help run",
  "",
])("accepts %j", (line) => {
  expect(() => rejectUnknownWords(program(), line.split(" ").filter(Boolean))).not.toThrow();
});
