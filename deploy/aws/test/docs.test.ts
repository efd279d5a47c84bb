import { readFile } from "node:fs/promises";
import { Template } from "aws-cdk-lib/assertions";
import { beforeAll, describe, expect, test } from "vitest";
import { readSettings } from "../lib/settings.js";
import { buckets, published, synthStack } from "./synth.js";

describe("docs/operations.md", () => {
  let page: string;

  beforeAll(async () => {
    page = await readFile(new URL("../../../docs/operations.md", import.meta.url), "utf8");
  });

  /** The names in the first column of the table of settings. */
  function describedSettings(): string[] {
    const [, table = ""] = /\| `-c` \| default[^\n]*\n\|[-|]+\n((?:\|[^\n]*\n)+)/.exec(page) ?? [];
    const cells = table.split("\n").map((row) => row.split("|")[1] ?? "");
    return cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name!));
  }

  test("describes every setting that the stack reads, and no other", () => {
    const asked = new Set<string>();
    readSettings((name) => {
      asked.add(name);
      return ({ ...buckets, ...published } as Record<string, string>)[name];
    });
    expect(describedSettings().sort()).toEqual([...asked].sort());
  });

  test("uses outputs that the stack has", () => {
    const asked = [...page.matchAll(/OutputKey=='(\w+)'/g)].map(([, key]) => key);
    const outputs = Object.keys(Template.fromStack(synthStack()).findOutputs("*"));
    expect(asked.length).toBe(2);
    expect(outputs).toEqual(expect.arrayContaining(asked));
  });
});
