import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";

/** A suffix for the names of tests that are skipped because the packages of deploy/aws are missing; empty otherwise. */
const withoutPackages = existsSync("deploy/aws/node_modules/aws-cdk-lib")
  ? ""
  : " (skipped, with all tests in deploy/aws: its packages are not there; npm ci --prefix deploy/aws)";

interface Manifest {
  readonly devDependencies: Readonly<Record<string, string>>;
}

async function manifest(path: string): Promise<Manifest> {
  return JSON.parse(await readFile(path, "utf8")) as Manifest;
}

describe("deploy/aws", () => {
  test.skipIf(withoutPackages !== "")(`includes its tests in those of the project${withoutPackages}`, async () => {
    const { default: config } = await import("../../vitest.config.js");
    expect(JSON.stringify(config)).toContain("deploy/aws/test/**/*.test.ts");
  });

  test("is type-checked and run with the project's versions", async () => {
    const [aws, root] = await Promise.all([manifest("deploy/aws/package.json"), manifest("package.json")]);
    for (const name of ["typescript", "tsx", "@types/node"])
      expect(aws.devDependencies[name]).toBe(root.devDependencies[name]);
  });

  test("stays out of the image", async () => {
    const lines = (await readFile(".dockerignore", "utf8")).split("\n");
    expect(lines).toContain("*");
    expect(lines.filter((line) => line.startsWith("!deploy"))).toEqual([]);
  });
});
