/** The forest alone: `import { RandomForestClassifier } from "speech-emotion-workers/forest"`. */
export { ParameterError } from "../shared/errors.js";
export { matrix, type Matrix } from "../shared/matrix.js";
export type { FittedClassifier } from "./classifier.js";
export type { Criterion } from "./criterion.js";
export type { ForestParameters, MaxFeatures, MaxSamples } from "./parameters.js";
export { RandomForest, RandomForestClassifier } from "./randomForest.js";
export { type Labels, type RankedDataset, rankDataset } from "./rankedDataset.js";
export { type Contributions, decisionContributions } from "./contributions.js";
export { type FamilyMember, predictFamily } from "./family.js";
export { type ForestFile, loadForest, saveForest } from "./forestFile.js";
export { type PermutationImportance, permutationImportance, type Scoring } from "./permutationImportance.js";
export { exportOnnx } from "./onnx.js";
