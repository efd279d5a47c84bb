import { ParameterError } from "../shared/errors.js";
import { type Matrix, zeros } from "../shared/matrix.js";
import { type FittedClassifier, argmaxRows } from "./classifier.js";
import { weighClasses } from "./classWeights.js";
import { type DecisionTree, addProba } from "./decisionTree.js";
import { impurityImportances } from "./importances.js";
import { outOfBagScore } from "./outOfBag.js";
import { type ForestParameters, completeParameters } from "./parameters.js";
import { type Labels, type RankedDataset, checkMatrix, rankDataset } from "./rankedDataset.js";
import { TreeGrower } from "./treeGrower.js";

/**
 * An unfitted random forest: its parameters, and `fit`.
 *
 *     const forest = new RandomForestClassifier({ nEstimators: 100, maxDepth: 10, randomState: 42 }).fit(X, y);
 *     forest.predict(X);
 *
 * Source: Breiman, Random Forests (2001), with scikit-learn's choices where the paper leaves them open: features are
 * drawn per split, trees vote with probabilities, and rows are drawn with replacement.
 * @example new RandomForestClassifier({ nEstimators: 20, randomState: 7 }).fit(X, y).trees.length // 20
 */
export class RandomForestClassifier {
  readonly parameters: ForestParameters;

  /** @throws ParameterError naming the first parameter that is unknown or invalid */
  constructor(parameters: Partial<ForestParameters> = {}) {
    this.parameters = completeParameters(parameters);
  }

  /**
   * Grows the forest.
   *
   * @param X shape [nSamples, nFeatures], finite
   * @param y one integer label per row, shape [nSamples], at least two different ones
   * @throws ParameterError naming a wrong shape, a value that is not finite, a single class, or a count beyond X's size
   */
  fit(X: Matrix, y: Labels): RandomForest {
    return this.fitRanked(rankDataset(X, y));
  }

  /**
   * Grows the forest on some rows of an already ranked dataset; the same forest as `fit` on those rows alone.
   *
   * @param trainRows indices of the training rows, ascending. @defaultValue all rows
   * @throws ParameterError as `fit`
   */
  fitRanked(dataset: RankedDataset, trainRows: Int32Array = allRows(dataset)): RandomForest {
    const classWeights = weighClasses(dataset, trainRows, this.parameters.classWeight);
    const grower = new TreeGrower(dataset, trainRows, classWeights, this.parameters);
    const trees = Array.from({ length: this.parameters.nEstimators }, (_, tree) => grower.grow(tree));
    return new RandomForest(this.parameters, dataset.classes, classWeights, dataset.X.cols, trees, {
      dataset,
      trainRows,
    });
  }
}

/** What a forest was grown from. */
interface Origin {
  readonly dataset: RankedDataset;
  readonly trainRows: Int32Array;
}

/**
 * A fitted forest. It is immutable, and predicts the same on every machine.
 * @example [...forest.predict(X)] // [0,0,1,1]
 */
export class RandomForest implements FittedClassifier {
  readonly parameters: ForestParameters;
  readonly classes: Int32Array;
  /** weight of a training row of each class, shape [nClasses] */
  readonly classWeights: Float64Array;
  readonly nFeatures: number;
  readonly trees: readonly DecisionTree[];
  readonly #origin: Origin | undefined;

  constructor(
    parameters: ForestParameters,
    classes: Int32Array,
    classWeights: Float64Array,
    nFeatures: number,
    trees: readonly DecisionTree[],
    origin?: Origin,
  ) {
    this.parameters = parameters;
    this.classes = classes;
    this.classWeights = classWeights;
    this.nFeatures = nFeatures;
    this.trees = trees;
    this.#origin = origin;
  }

  /** @throws ParameterError if X has another number of columns than in fit or a value is not finite */
  predict(X: Matrix): Int32Array {
    return argmaxRows(this.predictProba(X)).map((index) => this.classes[index]!);
  }

  /**
   * The mean over the trees of the class shares of the leaf a row falls into.
   * @throws ParameterError if X has another number of columns than in fit or a value is not finite
   */
  predictProba(X: Matrix): Matrix {
    checkMatrix(X, this.nFeatures);
    const proba = zeros(X.rows, this.classes.length);
    for (const tree of this.trees) addProba(tree, X, proba);
    for (let i = 0; i < proba.data.length; i++) proba.data[i]! /= this.trees.length;
    return proba;
  }

  /** Impurity importance of each feature, shape [nFeatures], sum 1 (importances.ts). */
  get featureImportances(): Float64Array {
    return impurityImportances(this.trees, this.parameters.criterion, this.classWeights, this.nFeatures);
  }

  /**
   * Out-of-bag accuracy, 0 .. 1 (outOfBag.ts). Computed on demand from the X given to fit, which must not have changed
   * since.
   * @throws ParameterError without bootstrap, or if the forest was loaded from a file, which contains no training rows
   */
  get oobScore(): number {
    if (this.#origin === undefined)
      throw new ParameterError("oobScore", "a forest fitted in this process, with its rows", "a loaded forest");
    return outOfBagScore(this.trees, this.#origin.dataset, this.#origin.trainRows, this.parameters);
  }
}

function allRows({ X }: RankedDataset): Int32Array {
  return Int32Array.from({ length: X.rows }, (_, row) => row);
}
