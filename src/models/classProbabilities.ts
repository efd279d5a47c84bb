import type { Model } from "./modelFile.js";

/** The columns that a model sees, out of a whole row of its feature set; shape [columns]. */
export function columnsOf(model: Model, features: Float64Array): Float64Array {
  return Float64Array.from(model.columns, ({ index }) => features[index]!);
}

/** The probability of each label the model knows, in the order of its labels; a label it never met has 0. */
export function probabilitiesOf(model: Model, features: Float64Array): ReadonlyMap<string, number> {
  const { forest, labels } = model;
  const X = { rows: 1, cols: model.columns.length, data: columnsOf(model, features) };
  const proba = forest.predictProba(X).data;
  const ofLabel = new Float64Array(labels.length);
  forest.classes.forEach((label, k) => (ofLabel[label] = proba[k]!));
  return new Map(labels.map((label, i) => [label, ofLabel[i]!]));
}
