import { readdir, readFile, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { SpoolDirectory } from "../../../src/runs/uploads/spoolDirectory.js";
import { temporaryDirectory } from "../../support/corpus.js";

const [id, other] = ["00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-000000000001"];
const voice = Uint8Array.of(1, 2, 3);

describe("a spool directory", () => {
  let dir: string;
  let spool: SpoolDirectory;

  beforeEach(async () => {
    dir = join(await temporaryDirectory(), "new", "uploads");
    spool = new SpoolDirectory(dir);
  });

  test("is created with its first upload, and never overwrites one", async () => {
    await spool.removeOlderThan(0); // nothing is there yet
    await spool.write(id, voice);
    await expect(spool.write(id, Uint8Array.of(9))).rejects.toMatchObject({ code: "EEXIST" });
    expect(await spool.read(id)).toEqual(Buffer.from(voice));
  });

  test("has no upload that was removed or never written", async () => {
    await spool.write(id, voice);
    for (let i = 0; i < 2; i++) await spool.remove(id);
    expect(await spool.read(id)).toBeUndefined();
  });

  test("reports any other problem with reading", async () => {
    await spool.write(id, voice);
    await expect(new SpoolDirectory(join(dir, id)).read(other)).rejects.toMatchObject({ code: "ENOTDIR" });
  });

  test("accepts no name that is not an upload's", async () => {
    for (const name of ["../secret", `${id}.txt`, ""])
      await expect(spool.read(name)).rejects.toThrow(`not the id of an upload: ${name}`);
  });

  test("removes only uploads that are older than a given age", async () => {
    await spool.write(id, voice);
    await spool.write(other, voice);
    await writeFile(join(dir, "notes.txt"), "mine");
    const gone = other.replace("1", "2");
    await symlink("nowhere", join(dir, gone)); // as if another process removed it meanwhile
    for (const name of [id, "notes.txt"]) await utimes(join(dir, name), 1, Date.now() / 1_000 - 100);
    await spool.removeOlderThan(200_000);
    expect(await readdir(dir)).toHaveLength(4);
    await spool.removeOlderThan(50_000);
    expect((await readdir(dir)).sort()).toEqual([other, gone, "notes.txt"].sort());
    expect(await readFile(join(dir, "notes.txt"), "utf8")).toBe("mine");
  });
});
