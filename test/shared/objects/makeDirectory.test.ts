import { execFileSync } from "node:child_process";
import { chmod, mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeDirectory } from "../../../src/shared/objects/makeDirectory.js";
import { temporaryDirectory } from "../../support/corpus.js";

describe("a directory for results", () => {
  test("is created with its parents, and may already exist", async () => {
    const dir = join(await temporaryDirectory(), "a", "b");
    await makeDirectory(dir);
    await makeDirectory(dir);
    expect((await stat(dir)).isDirectory()).toBe(true);
  });

  test("is private to this user if it is created, and unchanged if it exists", async () => {
    const above = await temporaryDirectory();
    await chmod(above, 0o755);
    await makeDirectory(join(above, "out"));
    await makeDirectory(above);
    expect((await stat(join(above, "out"))).mode & 0o777).toBe(0o700);
    expect((await stat(above)).mode & 0o777).toBe(0o755);
  });

  test("cannot be created in place of a file, or below one", async () => {
    const file = join(await temporaryDirectory(), "file");
    await writeFile(file, "");
    await expect(makeDirectory(file)).rejects.toThrow(`${file}: cannot be written: there is a file on the way`);
    await expect(makeDirectory(join(file, "out"))).rejects.toThrow("there is a file on the way (ENOTDIR)");
  });

  test("cannot be created on a read-only file system, which the message states", async ({ skip }) => {
    const mount = join(await temporaryDirectory(), "mount");
    await mkdir(mount);
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "ro", "none", mount], { stdio: "pipe" });
    } catch (error) {
      skip(`may not mount a file system: ${String(error)}`);
    }
    try {
      for (const dir of [mount, join(mount, "out"), join(mount, "a", "b")])
        await expect(makeDirectory(dir)).rejects.toThrow("the file system is read-only (EROFS)");
    } finally {
      execFileSync("umount", [mount]);
    }
  });
});
