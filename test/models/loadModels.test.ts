import { mkdir, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ConfigError } from "../../src/shared/errors.js";
import { loadModels } from "../../src/models/loadModels.js";
import { loadModel, maxModelBytes } from "../../src/models/modelFile.js";
import { temporaryDirectory } from "../support/corpus.js";
import { bytesOf, sampleModelFile } from "../support/sampleModels.js";

describe("loadModels", () => {
  test("reads the existing models, even if some are missing", async () => {
    const dir = await temporaryDirectory();
    await writeFile(join(dir, "all.json"), bytesOf(sampleModelFile("all")));
    await writeFile(join(dir, "gender.json"), bytesOf(sampleModelFile("gender")));
    expect([...(await loadModels(dir)).bySet.keys()]).toEqual(["all", "gender"]);
  });

  test("names for an empty or missing directory the command that writes models", async () => {
    const dir = await temporaryDirectory();
    for (const place of [dir, join(dir, "nowhere")]) {
      await expect(loadModels(place)).rejects.toThrow(ConfigError);
      await expect(loadModels(place)).rejects.toThrow(/ser run SOURCE --out DIR/);
    }
  });

  test("rejects a file that is not a model, naming it", async () => {
    const dir = join(await temporaryDirectory(), "models");
    await mkdir(dir);
    await writeFile(join(dir, "all.json"), '{"format": "something else"}');
    await expect(loadModels(dir)).rejects.toMatchObject({
      code: "bad-payload",
      message: expect.stringContaining(join(dir, "all.json")) as string,
    });
  });

  test("rejects a file above the limit before reading it, permanently", async () => {
    const dir = await temporaryDirectory();
    await writeFile(join(dir, "all.json"), "");
    await truncate(join(dir, "all.json"), maxModelBytes + 1);
    await expect(loadModels(dir)).rejects.toMatchObject({ name: "InputError", code: "too-large" });
  });

  test("rejects two labels with the same name", () => {
    const file = sampleModelFile("all");
    const labels = file.labels.map(() => "happy");
    expect(() => loadModel(bytesOf({ ...file, labels }))).toThrow(/expected distinct labels/);
  });

  test.each([
    ["more trees than it contains", { parameters: { nEstimators: 2 ** 33 } }],
    ["a class label beyond 32 bits", { classes: [0, 2 ** 33] }],
  ])("rejects a forest that declares %s, permanently", (_, change) => {
    const file = sampleModelFile("all");
    const bytes = bytesOf({ ...file, forest: { ...(file.forest as object), ...change } });
    expect(() => loadModel(bytes)).toThrow(expect.objectContaining({ name: "InputError", code: "bad-payload" }));
  });

  test("rejects JSON nested too deeply, permanently", () => {
    const bytes = new TextEncoder().encode("[".repeat(1_000_000));
    expect(() => loadModel(bytes)).toThrow(expect.objectContaining({ name: "InputError", code: "bad-payload" }));
  });

  test("rejects a model whose columns are not those of its forest", async () => {
    const dir = await temporaryDirectory();
    const file = sampleModelFile("all");
    await writeFile(join(dir, "all.json"), bytesOf({ ...file, columns: file.columns.slice(1) }));
    await expect(loadModels(dir)).rejects.toThrow(
      /columns: expected 155, the forest's number of features, received 154/,
    );
  });
});
