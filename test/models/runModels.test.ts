import { describe, expect, test } from "vitest";
import { assembleModels, versionOf } from "../../src/models/runModels.js";
import { sampleModel, sampleModelFile } from "../support/sampleModels.js";

describe("assembleModels", () => {
  test("rejects models of two runs", () => {
    expect(() => assembleModels([sampleModel("all"), sampleModel("women", { run: "other" })])).toThrow(
      /a different run than sample-all/,
    );
  });

  test("rejects models of two trainings of a run, with how to get those of one", () => {
    const before = sampleModel("women", { dataset: "another" });
    expect(() => assembleModels([sampleModel("all"), before])).toThrow(
      /another training than sample-all.*: ser report sample --out DIR/,
    );
  });

  test("rejects models that use other features, naming both sets", () => {
    const native = sampleModel("women", { featureSet: "mean161-v2-native" });
    expect(() => assembleModels([sampleModel("all"), native])).toThrow(/mean161-v2-16000.*mean161-v2-native/);
  });

  test("rejects two models of one set, or none", () => {
    expect(() => assembleModels([sampleModel("all"), sampleModel("all")])).toThrow(/two models of one set/);
    expect(() => assembleModels([])).toThrow(/no model/);
  });
});

describe("versionOf", () => {
  const files = [sampleModelFile("all"), sampleModelFile("women")];

  test("does not depend on the order of the models", () => {
    expect(versionOf([...files].reverse())).toBe(versionOf(files));
  });

  test("changes if a model changes or is missing", () => {
    const changed = [files[0]!, { ...files[1]!, id: "sample-women-0000000b" }];
    expect(new Set([versionOf(files), versionOf(changed), versionOf([files[0]!])]).size).toBe(3);
  });
});
