import { describe, expect, test } from "vitest";
import { ConfigError, InputError, TransientError } from "../../../src/shared/errors.js";
import { directoryError, fileError } from "../../../src/shared/objects/fileErrors.js";

function systemError(code: string, path?: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: as the system says it`), { code, ...(path === undefined ? {} : { path }) });
}

describe("an error of the file system", () => {
  test("for a file that may not be opened is permanent and names file and code", () => {
    const error = fileError(systemError("EACCES"), "/data/a.wav");
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ code: "access-denied", message: "/data/a.wav: may not be opened (EACCES)" });
  });

  test.each(["EMFILE", "EIO", "ESTALE", "ENOSPC"])("is transient if it is %s", (code) => {
    expect(fileError(systemError(code), "/data/a.wav")).toBeInstanceOf(TransientError);
  });

  test("for a directory that may not be read names that directory, not its parent", () => {
    const error = directoryError(systemError("EACCES", "/data/Actor_01"), "/data");
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as ConfigError).message).toBe("/data/Actor_01: the directory may not be read (EACCES)");
  });

  test("keeps the original as its cause", () => {
    const original = systemError("ENOENT");
    expect((fileError(original, "/data/a.wav") as Error).cause).toBe(original);
  });

  test("is returned unchanged if it does not come from the file system", () => {
    const fault = new TypeError("a fault of our own");
    expect(fileError(fault, "/data/a.wav")).toBe(fault);
    expect(directoryError(fault, "/data")).toBe(fault);
  });
});
