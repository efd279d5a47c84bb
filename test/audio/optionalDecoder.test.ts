import { expect, test } from "vitest";
import { loadDecoder } from "../../src/audio/optionalDecoder.js";

const notFound = Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" });

test("a missing decoder is named with the command that installs it", async () => {
  await expect(loadDecoder("@audio/none", "FLAC", async () => Promise.reject(notFound))).rejects.toMatchObject({
    name: "InputError",
    code: "decoder-missing",
    message: "FLAC needs an optional decoder that is not installed here: npm install @audio/none",
    cause: notFound,
  });
});

test("a missing decoder is searched for again, and a loaded one is kept", async () => {
  const name = "zod"; // installed, and loaded as a decoder by no other test
  await expect(loadDecoder(name, "FLAC", async () => Promise.reject(notFound))).rejects.toMatchObject({
    code: "decoder-missing",
  });
  let loads = 0;
  const load = async (): Promise<unknown> => Promise.resolve(++loads);
  await Promise.all([loadDecoder(name, "FLAC", load), loadDecoder(name, "FLAC", load)]);
  const { module, name: version } = await loadDecoder(name, "FLAC", load);
  expect(module).toBe(1);
  expect(version).toMatch(/^zod \d+\.\d+\.\d+/);
});

test("an installed decoder is imported", async () => {
  const { module } = await loadDecoder<{ parse: unknown }>("yaml", "FLAC");
  expect(module.parse).toBeTypeOf("function");
});

test("a broken decoder package fails with its own error", async () => {
  const broken = new SyntaxError("Unexpected token");
  await expect(loadDecoder("@audio/none", "FLAC", async () => Promise.reject(broken))).rejects.toBe(broken);
});
