import { expect, test } from "vitest";
import { embeddingName } from "../../src/embedding/embeddingName.js";
import {
  lacking,
  neededBy,
  NotForThisWorkerError,
  OtherEmbeddingError,
  OtherVersionError,
  ownVersions,
  requireOwnVersions,
} from "../../src/runs/makes.js";
import { runSettings } from "../support/settings.js";

test("a run needs the versions of its own blocks, of rows and of fits, all of which this program supports", () => {
  const needs = neededBy(runSettings({ source: "corpus", recipe: "study" }));
  expect(needs.map((one) => one.replace(/\d+$/, ""))).toEqual(["mean161-v", "rows-v", "fits-v"]);
  expect(lacking(needs)).toEqual([]);
});

test("a run of a later version of one block is rejected with the required and the supported version", () => {
  const needs = [...ownVersions.filter((one) => !one.startsWith("mean161")), "mean161-v99"];
  expect(() => requireOwnVersions({ name: "r", needs })).toThrow(OtherVersionError);
  expect(() => requireOwnVersions({ name: "r", needs })).toThrow(
    /r needs mean161-v99 and this program makes mean161-v\d/,
  );
});

test("a run from before versions were recorded is processed by any worker", () => {
  expect(() => requireOwnVersions({ name: "r", needs: [] })).not.toThrow();
});

test("a run with an embedding model needs support for such columns, whichever model it is", () => {
  const sha256 = "0".repeat(64);
  const block = embeddingName({ columns: 12, sha256, options: sha256 });
  const options = { input: "samples", output: null, normalize: false, windowSec: 30 } as const;
  const settings = runSettings({ source: "corpus", recipe: "best", embedding: { block, sha256, options } });
  expect(neededBy(settings)).toContain("embedding-v1");
  expect(lacking(neededBy(settings))).toEqual([]);
  expect(lacking(neededBy(settings), ["mean161-v2", "rows-v2", "fits-v4"])).toEqual(["embedding-v1"]);
});

test("a run of other versions is left to other workers, with each version that it needs and that this program has", () => {
  const error = new OtherVersionError("r", ["mean161-v99", "rows-v2", "functionals-v123", "smell-v1"]);
  expect(error.message).toMatch(
    /^run r needs mean161-v99, functionals-v123, smell-v1 and this program makes mean161-v\d+, functionals-v\d+, none: its jobs are left to workers of the version that made the run$/,
  );
  expect(error).toBeInstanceOf(NotForThisWorkerError);
  expect([error.name, new NotForThisWorkerError().name]).toEqual(["OtherVersionError", "NotForThisWorkerError"]);
});

test("a run whose embedding model is missing is left to workers that have it", () => {
  const error = new OtherEmbeddingError("r", "no model at models/voice.onnx");
  expect(error.message).toBe("run r: no model at models/voice.onnx; its jobs are left to workers that have the model");
  expect(error).toBeInstanceOf(NotForThisWorkerError);
  expect(error.name).toBe("OtherEmbeddingError");
});
