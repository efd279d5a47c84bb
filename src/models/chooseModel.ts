import { InputError } from "../shared/errors.js";
import type { Model } from "./modelFile.js";
import type { Gender } from "../corpus/labels.js";
import { probabilitiesOf } from "./classProbabilities.js";
import type { GenderDecision, PredictOptions } from "./prediction.js";
import type { RunModels } from "./runModels.js";

export interface ChosenModel {
  readonly model: Model;
  readonly gender: GenderDecision;
}

const setOf = { woman: "women", man: "men" } as const;

/**
 * Chooses the model for a recording.
 *
 *   gender given ────────────────────────────▶ that gender's model
 *   auto ─▶ gender model ─ sure enough ──────▶ that gender's model
 *                        └ not sure ─────────▶ the model for all speakers
 *
 * If that model does not exist, the one for all speakers is used; a single model is always used. The note says which
 * case applied.
 *
 * @param features a whole row of the models' feature set
 * @throws InputError "unknown-model" if neither the chosen model nor one for all speakers exists
 */
export function chooseModel(models: RunModels, features: Float64Array, options: PredictOptions): ChosenModel {
  const emotionModels = [...models.bySet.values()].filter((model) => model.set !== "gender");
  if (emotionModels.length === 1) {
    const only = emotionModels[0]!;
    const note = `used the only model, for ${whom(only)}`;
    const ofGender = models.bySet.get("gender");
    if (options.gender !== "auto" || ofGender === undefined) return { model: only, gender: undecided(note) };
    const detected = detectedGender(ofGender, features);
    return {
      model: only,
      gender: { used: null, probabilities: detected.probabilities, note: `${detected.words}; ${note}` },
    };
  }
  if (options.gender !== "auto") {
    const how = `gender given: ${options.gender}`;
    return modelFor(models, options.gender, { used: options.gender, probabilities: null, note: how });
  }
  const genderModel = models.bySet.get("gender");
  if (genderModel === undefined) return modelForAll(models, undecided(`run ${models.run} has no gender model`));

  const { likelier, probabilities, words } = detectedGender(genderModel, features);
  if (probabilities[likelier] < options.minGenderConfidence) {
    const note = `${words}, below ${options.minGenderConfidence}: used the model for all speakers`;
    return modelForAll(models, { used: null, probabilities, note });
  }
  return modelFor(models, likelier, { used: likelier, probabilities, note: words });
}

/** The gender model's result. */
function detectedGender(
  model: Model,
  features: Float64Array,
): { readonly likelier: Gender; readonly probabilities: { woman: number; man: number }; readonly words: string } {
  const ofLabel = probabilitiesOf(model, features);
  const probabilities = { woman: ofLabel.get("woman") ?? 0, man: ofLabel.get("man") ?? 0 };
  const likelier: Gender = probabilities.woman >= probabilities.man ? "woman" : "man";
  const words = `sounds like a ${likelier} with probability ${probabilities[likelier].toFixed(2)}`;
  return { likelier, probabilities, words };
}

function modelFor(models: RunModels, gender: Gender, decision: GenderDecision): ChosenModel {
  const model = models.bySet.get(setOf[gender]);
  if (model !== undefined) return { model, gender: decision };
  const note = `${decision.note}; run ${models.run} has no model for ${setOf[gender]}: used the model for all speakers`;
  return modelForAll(models, { ...decision, used: null, note });
}

function modelForAll(models: RunModels, gender: GenderDecision): ChosenModel {
  const model = models.bySet.get("all");
  if (model === undefined)
    throw new InputError("unknown-model", `${gender.note}, and run ${models.run} has no model for all speakers`);
  return { model, gender };
}

function undecided(note: string): GenderDecision {
  return { used: null, probabilities: null, note };
}

function whom(model: Model): string {
  return model.set === "all" ? "all speakers" : model.set;
}
