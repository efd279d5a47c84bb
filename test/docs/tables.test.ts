import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { environmentVariables } from "../../src/shared/config.js";
import { inputCodes } from "../../src/shared/errors.js";

/** The first cells of all table rows of a page of docs/ that are code. */
function documented(page: string): string[] {
  const text = readFileSync(join(import.meta.dirname, "../../docs", page), "utf8");
  return [...text.matchAll(/^\| `([^`]+)`/gm)].map(([, name = ""]) => name);
}

test("docs/configuration.md describes every environment variable and no other", () => {
  expect(documented("configuration.md").sort()).toEqual([...environmentVariables].sort());
});

test("docs/troubleshooting.md describes every code of a rejection and no other", () => {
  const codes = documented("troubleshooting.md").filter((name) => /^[a-z]+(-[a-z]+)+$/.test(name));
  expect(codes.sort()).toEqual([...inputCodes].sort());
});
