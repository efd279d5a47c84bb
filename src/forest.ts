/** The forest on its own: `import { RandomForestClassifier } from "speech-emotion-workers/forest"`. */
export { ParameterError } from "./shared/errors.js";
export type { Matrix } from "./shared/matrix.js";
export type { FittedClassifier } from "./shared/forest/classifier.js";
export type { Criterion } from "./shared/forest/criterion.js";
export type { ForestParameters, MaxFeatures, MaxSamples } from "./shared/forest/parameters.js";
export { RandomForest, RandomForestClassifier } from "./shared/forest/randomForest.js";
export { type Labels, type RankedDataset, rankDataset } from "./shared/forest/rankedDataset.js";
export { type Contributions, decisionContributions } from "./shared/forest/contributions.js";
export { type FamilyMember, predictFamily } from "./shared/forest/family.js";
export { type ForestFile, loadForest, saveForest } from "./shared/forest/forestFile.js";
export {
  type PermutationImportance,
  permutationImportance,
  type Scoring,
} from "./shared/forest/permutationImportance.js";
export { exportOnnx } from "./shared/forest/onnx.js";
