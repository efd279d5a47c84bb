import { describe, expect, it } from "vitest";
import { optionalDecoder } from "../../src/audio/optionalDecoder.js";

const notFound = Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" });

describe("a decoder that need not be installed", () => {
  it("is missed by name, with the command that installs it", async () => {
    const load = optionalDecoder("@audio/decode-aac", "AAC sound", async () => Promise.reject(notFound));
    await expect(load()).rejects.toMatchObject({
      name: "InputError",
      code: "decoder-missing",
      message: "AAC sound is decoded by an optional package that is not installed here: npm install @audio/decode-aac",
      cause: notFound,
    });
  });

  it("is looked for again after it was missed", async () => {
    const answers = [Promise.reject(notFound), Promise.resolve("module")];
    const load = optionalDecoder("@audio/decode-aac", "AAC sound", async () => answers.shift()!);
    await expect(load()).rejects.toMatchObject({ code: "decoder-missing" });
    expect((await load()).module).toBe("module");
  });

  it("is loaded once", async () => {
    let loads = 0;
    const load = optionalDecoder("@audio/decode-aac", "AAC sound", async () => Promise.resolve(++loads));
    await Promise.all([load(), load()]);
    await load();
    expect(loads).toBe(1);
  });

  it("fails with its own error where the package is broken", async () => {
    const broken = new SyntaxError("Unexpected token");
    const load = optionalDecoder("@audio/decode-aac", "AAC sound", async () => Promise.reject(broken));
    await expect(load()).rejects.toBe(broken);
  });
});
