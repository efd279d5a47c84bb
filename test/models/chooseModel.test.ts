import { describe, expect, test } from "vitest";
import { chooseModel } from "../../src/models/chooseModel.js";
import { assembleModels } from "../../src/models/runModels.js";
import { genderColumn, sampleModel, sampleRow } from "../support/sampleModels.js";

const [all, women, men, gender] = (["all", "women", "men", "gender"] as const).map((set) => sampleModel(set));
const everyModel = assembleModels([all!, women!, men!, gender!]);
const auto = { gender: "auto", minGenderConfidence: 0.8 } as const;
const woman = sampleRow(0, 0, 5_000);
const man = sampleRow(0, 1, 5_001);

/** A voice for which the gender model is undecided. */
function unclearVoice(): Float64Array {
  const row = Float64Array.from(woman);
  for (let value = 0; value <= 1; value += 0.01) {
    row[genderColumn] = value;
    const { probabilities } = chooseModel(everyModel, row, auto).gender;
    if (Math.max(probabilities!.woman, probabilities!.man) < 0.8) return row;
  }
  throw new Error("the sample gender model is always sure");
}

describe("chooseModel", () => {
  test("uses the model of a given gender, without the gender model", () => {
    const chosen = chooseModel(everyModel, woman, { ...auto, gender: "man" });
    expect(chosen.model.set).toBe("men");
    expect(chosen.gender).toEqual({ used: "man", probabilities: null, note: "gender given: man" });
  });

  test.each([
    ["woman", woman, "women"],
    ["man", man, "men"],
  ] as const)("uses the voice if the gender model is confident: a %s", (used, row, set) => {
    const chosen = chooseModel(everyModel, row, auto);
    expect(chosen.model.set).toBe(set);
    expect(chosen.gender.used).toBe(used);
    expect(chosen.gender.probabilities![used]).toBeGreaterThanOrEqual(0.8);
  });

  test("uses the model for all speakers below the requested confidence, with a note", () => {
    const chosen = chooseModel(everyModel, unclearVoice(), auto);
    expect(chosen.model.set).toBe("all");
    expect(chosen.gender.used).toBeNull();
    expect(chosen.gender.note).toMatch(/with probability 0\.\d\d, below 0\.8: used the model for all speakers$/);
  });

  test("accepts a lower confidence if less is required", () => {
    expect(chooseModel(everyModel, unclearVoice(), { ...auto, minGenderConfidence: 0 }).gender.used).not.toBeNull();
  });

  test("falls back to all speakers if the gender has no model, with a note", () => {
    const chosen = chooseModel(assembleModels([all!, men!, gender!]), woman, auto);
    expect(chosen.model.set).toBe("all");
    expect(chosen.gender.used).toBeNull();
    expect(chosen.gender.note).toContain("no model for women");
  });

  test("uses the model for all speakers if there is no gender model", () => {
    const chosen = chooseModel(assembleModels([all!, women!, men!]), woman, auto);
    expect(chosen.model.set).toBe("all");
    expect(chosen.gender.note).toContain("no gender model");
  });

  test("uses the only model for all speakers", () => {
    expect(chooseModel(assembleModels([men!]), woman, auto).model.set).toBe("men");
  });

  test("rejects a request if neither the chosen model nor one for all exists", () => {
    const noWomen = assembleModels([sampleModel("men"), sampleModel("women"), gender!]);
    expect(() => chooseModel(noWomen, unclearVoice(), auto)).toThrow(
      expect.objectContaining({ code: "unknown-model" }),
    );
  });
});
