import { describe, expect, test } from "vitest";
import { modelCard } from "../../src/models/modelCard.js";
import { sampleModelFile } from "../support/sampleModels.js";
import { fullReport } from "../support/sampleReports.js";

describe("a model card", () => {
  const card = modelCard(sampleModelFile("all"), fullReport());

  test("describes the training data, with citation and licence", () => {
    expect(card).toContain("160 recordings, 16 speakers evaluated.");
    expect(card).toMatch(
      /RAVDESS: 960 recordings extracted\. Livingstone SR.*DOI 10\.1371.*Licence: CC BY-NC-SA 4\.0\./,
    );
  });

  test("lists its scores by group, with intervals and the weakest speakers", () => {
    expect(card).toContain("| new speakers | 0.600 (0.528 to 0.624) | 0.590 (0.520 to 0.620) |");
    expect(card).toContain("Weakest speakers: 1 (41 %), 2 (43 %)");
  });

  test("states what it must not be used for", () => {
    expect(card).toMatch(/AI Act .* forbids inferring emotions at work and in education/);
  });

  test("can be written without a report, and warns of synthetic voices", () => {
    const alone = modelCard(sampleModelFile("gender", { synthetic: true }));
    expect(alone).toContain("Trained on synthetic voices");
    expect(alone).toContain("the speaker's gender");
    expect(alone).not.toMatch(/undefined|NaN/);
  });
});
