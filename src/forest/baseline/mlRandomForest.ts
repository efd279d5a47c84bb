import * as library from "ml-random-forest";
import { ParameterError } from "../../shared/errors.js";
import { type FittedClassifier, argmaxRows } from "../classifier.js";
import { type ForestParameters, completeParameters, drawsPerTree, featuresPerSplit } from "../parameters.js";
import { Random, treeKey } from "../nodeRandom.js";
import { type Labels, type RankedDataset, checkMatrix, numberClasses } from "../rankedDataset.js";
import { type Matrix, row, zeros } from "../../shared/matrix.js";

/**
 * The library ml-random-forest behind this project's interface, as a baseline.
 *
 * It differs from scikit-learn's forest and ours, by design of the library: features are drawn once per tree instead of
 * per split, trees vote with one label each, and maxSamples sets the same rows aside for all trees. Because it takes
 * the first rows for that, they are shuffled here first.
 */
export class MlRandomForestClassifier {
  readonly parameters: ForestParameters;

  /** @throws ParameterError naming a parameter that is invalid or not supported by the library */
  constructor(parameters: Partial<ForestParameters> = {}) {
    this.parameters = completeParameters(parameters);
    const { criterion, minSamplesLeaf, classWeight } = this.parameters;
    if (criterion !== "gini") throw new ParameterError("criterion", '"gini" for ml-random-forest', criterion);
    if (minSamplesLeaf !== 1) throw new ParameterError("minSamplesLeaf", "1 for ml-random-forest", minSamplesLeaf);
    if (classWeight !== null) throw new ParameterError("classWeight", "null for ml-random-forest", classWeight);
  }

  /**
   * @param X shape [nSamples, nFeatures], finite
   * @param y one integer label per row, shape [nSamples], at least two different ones
   * @throws ParameterError naming a wrong shape, a value that is not finite, a single class, or a count beyond X's size
   */
  fit(X: Matrix, y: Labels): FittedClassifier {
    checkMatrix(X);
    const { classes, classOf } = numberClasses(y, X.rows);
    return this.#fitRows(
      X,
      classes,
      classOf,
      Int32Array.from(classOf, (_, index) => index),
    );
  }

  /** The same on some rows of a dataset that is already checked. */
  fitRanked({ X, classes, classOf }: RankedDataset, trainRows: Int32Array): FittedClassifier {
    return this.#fitRows(X, classes, classOf, trainRows.slice());
  }

  #fitRows(X: Matrix, classes: Int32Array, classOf: Int32Array, rows: Int32Array): FittedClassifier {
    if (rows.every((each) => classOf[each] === classOf[rows[0]!]))
      throw new ParameterError("y", "labels of at least two classes", "1 class");
    const { nEstimators, maxDepth, maxFeatures, maxSamples, minSamplesSplit, bootstrap, randomState } = this.parameters;
    new Random(treeKey(randomState, 0)).shuffle(rows);
    const count = featuresPerSplit(maxFeatures, X.cols);
    const options = {
      nEstimators,
      // It reads 1 as a share, all features; so the count is passed as a share of half a feature more, which is rounded down.
      maxFeatures: count === X.cols ? 1 : (count + 0.5) / X.cols,
      maxSamples: drawsPerTree(maxSamples, rows.length),
      replacement: false,
      useSampleBagging: bootstrap,
      noOOB: true,
      // It requires a signed 32-bit integer.
      seed: randomState | 0,
      // It turns nodes with minNumSamples rows or fewer into leaves, and by default also nodes with little gain.
      treeOptions: { maxDepth: maxDepth ?? Infinity, minNumSamples: minSamplesSplit - 1, gainThreshold: 0 },
    };
    const model = new library.RandomForestClassifier(options) as LibraryForest;
    model.train(
      Array.from(rows, (each) => Array.from(row(X, each))),
      Array.from(rows, (each) => classOf[each]!),
    );
    return new FittedMlForest(model, classes, X.cols);
  }
}

/** The library's own types lack this method. */
interface LibraryForest extends library.RandomForestClassifier {
  featureImportance(): number[];
}

class FittedMlForest implements FittedClassifier {
  readonly classes: Int32Array;
  readonly #model: LibraryForest;
  readonly #nFeatures: number;

  constructor(model: LibraryForest, classes: Int32Array, nFeatures: number) {
    this.#model = model;
    this.classes = classes;
    this.#nFeatures = nFeatures;
  }

  get featureImportances(): Float64Array {
    // A tree that never splits makes it divide 0 by 0.
    return Float64Array.from(this.#model.featureImportance(), (share) => (Number.isNaN(share) ? 0 : share));
  }

  predict(X: Matrix): Int32Array {
    return argmaxRows(this.predictProba(X)).map((index) => this.classes[index]!);
  }

  /** The share of the trees that vote for each class. */
  predictProba(X: Matrix): Matrix {
    checkMatrix(X, this.#nFeatures);
    const votes = this.#model.predictionValues(Array.from({ length: X.rows }, (_, r) => Array.from(row(X, r))));
    const proba = zeros(X.rows, this.classes.length);
    for (let r = 0; r < X.rows; r++) {
      for (let tree = 0; tree < votes.columns; tree++) proba.data[r * proba.cols + votes.get(r, tree)]!++;
    }
    for (let i = 0; i < proba.data.length; i++) proba.data[i]! /= votes.columns;
    return proba;
  }
}
