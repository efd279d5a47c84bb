import { sha256 } from "../shared/sha256.js";
import { InputError } from "../shared/errors.js";
import { requireFeatureSet } from "../features/featureSet.js";
import { modelSets, type Model, type ModelFile, type ModelSet } from "./modelFile.js";

/** The models of one run, which belong together: they use the same features and have the same emotions. */
export interface RunModels {
  readonly run: string;
  /** identifies these models: equal versions give equal predictions */
  readonly version: string;
  readonly bySet: ReadonlyMap<ModelSet, Model>;
}

/**
 * @throws InputError "bad-payload" if there is no model, two of a set or models of two runs or trainings,
 *   "feature-set-mismatch" if they do not use the same features
 * @example assembleModels([loadModel(await readFile("models/all.json"))]).bySet.size // 1
 */
export function assembleModels(models: readonly Model[]): RunModels {
  const [first] = models;
  if (first === undefined) throw new InputError("bad-payload", "no model given");
  for (const model of models) {
    if (model.run !== first.run)
      throw new InputError("bad-payload", `model ${model.id} belongs to a different run than ${first.id}`);
    if (model.dataset !== first.dataset)
      throw new InputError(
        "bad-payload",
        `model ${model.id} is from another training than ${first.id}: ser report ${first.run} --out DIR writes all models of the last training`,
      );
    requireFeatureSet(first.featureSet, model.featureSet, `model ${first.id}, used beside ${model.id},`);
  }
  const bySet = new Map(models.map((model) => [model.set, model]));
  if (bySet.size < models.length) throw new InputError("bad-payload", `run ${first.run}: two models of one set`);
  return { run: first.run, version: versionOf(models), bySet };
}

/** The version of a run's models: changes whenever one of them does. */
export function versionOf(models: readonly Pick<ModelFile, "id" | "set">[]): string {
  const ids = modelSets.map((set) => models.find((model) => model.set === set)?.id ?? "");
  return sha256(new TextEncoder().encode(ids.join("\n"))).slice(0, 10);
}
