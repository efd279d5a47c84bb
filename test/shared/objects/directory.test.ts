import { execFile } from "node:child_process";
import { appendFile, mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { ConfigError, InputError } from "../../../src/shared/errors.js";
import { DirectoryStore } from "../../../src/shared/objects/directory.js";
import { ObjectChangedError } from "../../../src/shared/objects/objectStore.js";
import { inByteOrder, listAll, listKeys, oddKeys } from "../../support/listAll.js";

let root: string;
let store: DirectoryStore;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "ser-directory-"));
  store = new DirectoryStore("given", root);
});

afterEach(async () => {
  await store.close();
  await rm(root, { recursive: true });
});

async function files(keys: readonly string[], content = "sound"): Promise<void> {
  for (const key of keys) {
    await mkdir(dirname(join(root, key)), { recursive: true });
    await writeFile(join(root, key), content);
  }
}

/** A file in the directory, and two links to files beside it. */
async function linksOutside(): Promise<{ outside: string }> {
  const outside = `${root}-outside`; // begins as the directory's own path does
  onTestFinished(async () => rm(outside, { recursive: true }));
  await mkdir(outside);
  await writeFile(join(outside, "secret.wav"), "secret");
  await files(["a.wav"]);
  await symlink(join(outside, "secret.wav"), join(root, "file.wav"));
  await symlink(outside, join(root, "folder"));
  return { outside };
}

describe("listing a directory", () => {
  test("returns files in the byte order of whole keys, including those of subfolders", async () => {
    const keys = ["a.wav", "a/b.wav", "a/b/c.wav", "a-.wav", "a0.wav", "B.wav", "é.wav", "😀.wav", "\u{ffee}.wav"];
    await files(keys);
    expect(await listKeys(store)).toEqual(inByteOrder(keys));
  });

  test("returns the same keys in pages of any size", async () => {
    const keys = Array.from({ length: 23 }, (_, i) => `Actor_${i % 5}/${i}.wav`);
    await files(keys);
    for (const pageSize of [1, 2, 7, 23, 24]) expect(await listKeys(store, pageSize)).toEqual(inByteOrder(keys));
  });

  test("resumes after a page in another store, as another process would", async () => {
    await files(["a/1.wav", "a/2.wav", "a.wav", "b/1.wav"]);
    const first = await store.listPage({ after: null, pageSize: 2 });
    const rest = await new DirectoryStore("given", root).listPage({ after: first.next });
    expect([...first.entries, ...rest.entries].map(({ key }) => key)).toEqual(await listKeys(store));
  });

  test("resumes after a key that no longer exists", async () => {
    await files(["a.wav", "c.wav"]);
    const page = await store.listPage({ after: "b.wav" });
    expect(page.entries.map(({ key }) => key)).toEqual(["c.wav"]);
  });

  test("returns each file's size", async () => {
    await files(["a.wav"], "12345");
    expect(await listAll(store)).toMatchObject([{ key: "a.wav", size: 5 }]);
  });

  test("terminates if links form a circle", async () => {
    await files(["a/1.wav"]);
    await symlink(root, join(root, "a", "loop"));
    expect(await listKeys(store)).toEqual(["a/1.wav"]);
  });

  test("follows a link to a file", async () => {
    await files(["a.wav"]);
    await symlink(join(root, "a.wav"), join(root, "b.wav"));
    expect(await listKeys(store)).toEqual(["a.wav", "b.wav"]);
  });

  test("counts each file whose path is not UTF-8, in pages of any size", async () => {
    await files(["a.wav", "z/b.wav"]);
    const bytes = (text: string): Buffer => Buffer.concat([Buffer.from(`${root}/`), Buffer.from(text, "latin1")]);
    await mkdir(bytes("Actor_\xff"));
    for (const name of ["Actor_\xff/\xe9.wav", "Actor_\xff/c.wav", "d\xfe.wav", "d\xff.wav"])
      await writeFile(bytes(name), "sound");
    const unreadable = ["Actor_\uFFFDff/c.wav", "Actor_\uFFFDff/\uFFFDe9.wav", "d\uFFFDfe.wav", "d\uFFFDff.wav"];
    for (const pageSize of [1, 2, 100]) {
      const entries = await listAll(store, pageSize);
      expect(entries.map(({ key }) => key)).toEqual(inByteOrder(["a.wav", "z/b.wav", ...unreadable]));
      expect(entries.filter(({ isUnreadable }) => isUnreadable).map(({ key }) => key)).toEqual(inByteOrder(unreadable));
    }
  });

  test("never leads outside, through a linked directory or as a prefix, but counts the links", async () => {
    const { outside } = await linksOutside();
    expect(await listAll(store)).toMatchObject([
      { key: "a.wav" },
      { key: "file.wav", size: join(outside, "secret.wav").length },
      { key: "folder" },
    ]);
    expect((await store.listPage({ prefix: "folder/", after: null })).entries).toEqual([]);
  });

  test("follows links outside if that is enabled", async () => {
    await linksOutside();
    const following = new DirectoryStore("given", root, { followLinks: true });
    expect(await listKeys(following)).toEqual(["a.wav", "file.wav", "folder/secret.wav"]);
    expect(Buffer.from((await following.get("folder/secret.wav")).bytes).toString()).toBe("secret");
  });

  test("skips a broken link", async () => {
    await symlink(join(root, "nothing"), join(root, "a.wav"));
    expect(await listKeys(store)).toEqual([]);
  });

  test("fails with ConfigError for a directory that does not exist, naming it", async () => {
    const missing = new DirectoryStore("given", join(root, "missing"));
    await expect(missing.listPage({ after: null })).rejects.toThrow(ConfigError);
    await expect(missing.listPage({ after: null })).rejects.toThrow("given: no such directory");
  });

  test("fails with ConfigError for a file in place of a directory", async () => {
    await files(["a.wav"]);
    await expect(new DirectoryStore("given", join(root, "a.wav")).listPage({ after: null })).rejects.toThrow(
      ConfigError,
    );
  });

  test("stops when its signal is aborted", async () => {
    await files(["a.wav"]);
    const reason = new Error("enough");
    await expect(store.listPage({ after: null, signal: AbortSignal.abort(reason) })).rejects.toThrow(reason);
  });
});

describe("reading a file", () => {
  test("rejects a named pipe in place of a file, without waiting for a writer", async () => {
    await promisify(execFile)("mkfifo", [join(root, "a.wav")]);
    await expect(store.get("a.wav")).rejects.toThrow(expect.objectContaining({ code: "missing-object" }) as Error);
  });

  test("returns its bytes and the ETag from the listing", async () => {
    await files(["Actor_01/a.wav"], "sound");
    const [entry] = await listAll(store);
    const { bytes, etag } = await store.get("Actor_01/a.wav");
    expect(Buffer.from(bytes).toString()).toBe("sound");
    expect(etag).toBe(entry!.etag);
  });

  test("returns bytes in their own buffer, which can be transferred to another thread", async () => {
    await files(["a.wav"], "sound");
    expect((await store.get("a.wav")).bytes.buffer.byteLength).toBe(5);
  });

  test.each(["file.wav", "folder/secret.wav"])(
    "rejects %s, which is reached through a link to outside",
    async (key) => {
      await linksOutside();
      const expected = { name: "InputError", code: "access-denied" };
      await expect(store.get(key)).rejects.toMatchObject(expected);
      await expect(store.getRange(key, { start: 0, length: 1 })).rejects.toMatchObject(expected);
      expect(store.localPath(key)).toBeUndefined();
    },
  );

  test("reads a directory that is itself reached by a link, also after the link leads elsewhere", async () => {
    await files(["one/a.wav", "two/b.wav"]);
    const link = join(root, "current");
    await symlink(join(root, "one"), link);
    const linkedStore = new DirectoryStore("given", link);
    expect((await linkedStore.get("a.wav")).bytes).toHaveLength(5);
    await rm(link);
    await symlink(join(root, "two"), link);
    expect((await linkedStore.get("b.wav")).bytes).toHaveLength(5);
  });

  test("reads an empty file", async () => {
    await files(["a.wav"], "");
    expect((await store.get("a.wav")).bytes).toHaveLength(0);
  });

  test.each(oddKeys)("reads back the key %j", async (key) => {
    await files([key], key);
    expect(await listKeys(store)).toEqual([key]);
    expect(Buffer.from((await store.get(key)).bytes).toString()).toBe(key);
  });

  test("returns a different ETag after a change that keeps the size", async () => {
    await files(["a.wav"], "sound");
    const before = await store.get("a.wav");
    await files(["a.wav"], "noise");
    await utimes(join(root, "a.wav"), 1, 1);
    expect((await store.get("a.wav")).etag).not.toBe(before.etag);
  });

  test("fails with ObjectChangedError if the requested ETag no longer exists", async () => {
    await files(["a.wav"]);
    const { etag } = await store.get("a.wav");
    await appendFile(join(root, "a.wav"), "more");
    await expect(store.get("a.wav", { ifMatch: etag })).rejects.toThrow(ObjectChangedError);
  });

  test("returns a range, with its position and the whole size", async () => {
    await files(["a.wav"], "0123456789");
    const { bytes, start, size } = await store.getRange("a.wav", { start: 3, length: 4 });
    expect([Buffer.from(bytes).toString(), start, size]).toEqual(["3456", 3, 10]);
  });

  test("returns the end of a file", async () => {
    await files(["a.wav"], "0123456789");
    const { bytes, start } = await store.getRange("a.wav", { last: 3 });
    expect([Buffer.from(bytes).toString(), start]).toEqual(["789", 7]);
  });

  test.each([
    ["a missing file", "missing.wav", "missing-object"],
    ["a directory", "below", "missing-object"],
    ["a file below a file", "a.wav/b.wav", "missing-object"],
    ["a name longer than file systems allow", "x".repeat(5000), "missing-object"],
  ])("rejects %s", async (_, key, code) => {
    await files(["a.wav", "below/b.wav"]);
    await expect(store.get(key)).rejects.toMatchObject({ name: "InputError", code });
  });

  test.each(["../outside.wav", "below/../../outside.wav", "/etc/passwd", "./a.wav", "below//b.wav", "", "a\0.wav"])(
    "rejects the key %j, which names nothing inside the directory",
    async (key) => {
      await files(["a.wav", "below/b.wav"]);
      await expect(store.get(key)).rejects.toThrow(InputError);
      await expect(store.put(key, Buffer.from("x"))).rejects.toThrow(InputError);
    },
  );

  test("rejects a file above the limit, naming both sizes", async () => {
    await files(["a.wav"], "sound");
    const reading = store.get("a.wav", { maxBytes: 4 });
    await expect(reading).rejects.toMatchObject({ code: "too-large" });
    await expect(reading).rejects.toThrow("a.wav: 5 bytes, more than the limit of 4");
  });

  test("checks a range, not its file, against the limit", async () => {
    await files(["a.wav"], "sound");
    expect((await store.getRange("a.wav", { start: 0, length: 4 }, { maxBytes: 4 })).bytes).toHaveLength(4);
  });
});

describe("writing a file", () => {
  test("creates missing parent directories", async () => {
    await store.put("runs/1/part.parquet", Buffer.from("rows"));
    expect(Buffer.from((await store.get("runs/1/part.parquet")).bytes).toString()).toBe("rows");
  });

  test("replaces an existing file", async () => {
    await files(["a.wav"], "old");
    expect(await store.put("a.wav", Buffer.from("new"))).toBe(true);
    expect(Buffer.from((await store.get("a.wav")).bytes).toString()).toBe("new");
  });

  test("with ifNoneMatch leaves an existing file unchanged and reports it", async () => {
    expect(await store.put("a", Buffer.from("first"), { ifNoneMatch: true })).toBe(true);
    expect(await store.put("a", Buffer.from("second"), { ifNoneMatch: true })).toBe(false);
    expect(Buffer.from((await store.get("a")).bytes).toString()).toBe("first");
  });

  test("with ifNoneMatch lets exactly one of many writers win", async () => {
    const writers = Array.from({ length: 8 }, (_, i) => store.put("a", Buffer.from(String(i)), { ifNoneMatch: true }));
    expect((await Promise.all(writers)).filter(Boolean)).toHaveLength(1);
  });

  test("leaves no other file behind", async () => {
    await store.put("a", Buffer.from("x"));
    await store.put("a", Buffer.from("y"), { ifNoneMatch: true });
    expect(await readdir(root)).toEqual(["a"]);
  });

  test("does not list an incomplete file", async () => {
    await files([".ser-0123456789abcdef.tmp", "a.wav"]);
    expect(await listKeys(store)).toEqual(["a.wav"]);
  });
});
