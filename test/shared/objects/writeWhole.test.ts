import { spawnSync } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { writeFileWhole, writeWhole } from "../../../src/shared/objects/writeWhole.js";
import { temporaryDirectory } from "../../support/corpus.js";

/** No process has this id: Linux assigns none above 4,194,304. */
const deadPid = 2 ** 30;

describe("an atomically written file", () => {
  test("is unchanged if writing fails, and nothing is left beside it", async () => {
    const dir = await temporaryDirectory();
    const file = join(dir, "report.json");
    await writeFileWhole(file, "old");
    const failing = writeWhole(file, async (partial) => {
      await writeFile(partial, "half");
      throw new Error("the disk is full");
    });
    await expect(failing).rejects.toThrow("the disk is full");
    expect(await readdir(dir)).toEqual(["report.json"]);
    expect(await readFile(file, "utf8")).toBe("old");
  });

  test("leaves nothing behind if its process exits meanwhile", async () => {
    const file = join(await temporaryDirectory(), "rows.csv");
    const module = new URL("../../../src/shared/objects/writeWhole.ts", import.meta.url).href;
    const script = `
      import { writeFileSync } from "node:fs";
      const { writeWhole } = await import(${JSON.stringify(module)});
      await writeWhole(${JSON.stringify(file)}, async (partial) => {
        writeFileSync(partial, "half");
        process.exit(3);
      });`;
    const { status } = spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script]);
    expect(status).toBe(3);
    expect(await readdir(dirname(file))).toEqual([]);
  });

  test("is written under a name unique to this process, so that two processes never share a partial file", async () => {
    const file = join(await temporaryDirectory(), "report.json");
    let name = "";
    await writeWhole(file, async (partial) => writeFile((name = partial), "new"));
    expect(name).toBe(`${file}.${process.pid}.partial`);
  });

  test("does not collide with another process's, and removes what a killed process left", async () => {
    const dir = await temporaryDirectory();
    const file = join(dir, "report.json");
    const ofLiving = `report.json.${process.ppid}.partial`;
    await writeFile(join(dir, ofLiving), "");
    await writeFile(`${file}.${deadPid}.partial`, "");
    await writeFileWhole(file, "new");
    expect((await readdir(dir)).sort()).toEqual(["report.json", ofLiving]);
  });
});

test("a file in a missing directory is rejected with its name", async () => {
  const path = join(await temporaryDirectory(), "nowhere", "report.json");
  await expect(writeFileWhole(path, "{}")).rejects.toThrow(
    `${path}: cannot be written: ${dirname(path)}: no such directory`,
  );
});
