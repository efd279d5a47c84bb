import { ParameterError } from "../shared/errors.js";
import { decodeDoubles, decodeIntegers, encodeNumbers } from "./base64.js";
import { type DecisionTree, createTree } from "./decisionTree.js";
import { type ForestParameters, completeParameters } from "./parameters.js";
import { RandomForest } from "./randomForest.js";

/**
 * A forest as JSON. Only what cannot be recomputed is stored: a node's left child follows it, its right child follows
 * the left side, and a split's draws are the sum of its children's.
 *
 *     nodes       12    7   -1   -1   -1  |   3   -1   -1  | ...   every node of every tree: column of the split, -1 for a leaf
 *     thresholds  3.5  0.1                |  2.2           | ...   splits only
 *     draws                 **   **   **  |       **   **  | ...   leaves only, one number per class
 */
export interface ForestFile {
  readonly format: typeof format;
  readonly version: typeof version;
  readonly parameters: ForestParameters;
  readonly nFeatures: number;
  readonly classes: readonly number[];
  readonly classWeights: readonly number[];
  /** base64 of 32-bit integers */
  readonly nodes: string;
  /** base64 of doubles */
  readonly thresholds: string;
  /** base64 of 32-bit integers */
  readonly draws: string;
}

const format = "speech-emotion-workers/forest";
const version = 1;

/**
 * The forest as plain data for JSON.stringify; equal forests give equal files.
 * @example JSON.parse(JSON.stringify(saveForest(forest))).nFeatures // 2
 */
export function saveForest(forest: RandomForest): ForestFile {
  const nClasses = forest.classes.length;
  const nodes: number[] = [];
  const thresholds: number[] = [];
  const draws: number[] = [];
  for (const tree of forest.trees) {
    tree.feature.forEach((feature, node) => {
      nodes.push(feature);
      if (feature >= 0) thresholds.push(tree.threshold[node]!);
      else for (let k = 0; k < nClasses; k++) draws.push(tree.draws[node * nClasses + k]!);
    });
  }
  return {
    format,
    version,
    parameters: forest.parameters,
    nFeatures: forest.nFeatures,
    classes: Array.from(forest.classes),
    classWeights: Array.from(forest.classWeights),
    nodes: encodeNumbers(Int32Array.from(nodes)),
    thresholds: encodeNumbers(Float64Array.from(thresholds)),
    draws: encodeNumbers(Int32Array.from(draws)),
  };
}

/**
 * The forest in a file; it predicts bit for bit like the one saved.
 * @param file parsed JSON of unknown origin
 * @throws ParameterError naming the first field that is missing, of another version, or inconsistent with the others
 * @example [...loadForest(saveForest(forest)).predict(X)] // [0,0,1,1]
 */
export function loadForest(file: unknown): RandomForest {
  const fields = checkRecord("file", file);
  if (fields["format"] !== format) throw new ParameterError("file.format", JSON.stringify(format), fields["format"]);
  if (fields["version"] !== version) throw new ParameterError("file.version", `${version}`, fields["version"]);
  const parameters = completeParameters(checkRecord("file.parameters", fields["parameters"]));
  const nFeatures = checkNumbers("file.nFeatures", [fields["nFeatures"]], isCount)[0]!;
  const classes = Int32Array.from(checkNumbers("file.classes", fields["classes"], isLabel));
  if (classes.length < 2 || classes.some((label, i) => i > 0 && label <= classes[i - 1]!))
    throw new ParameterError("file.classes", "two labels or more, ascending", fields["classes"]);
  const classWeights = Float64Array.from(checkNumbers("file.classWeights", fields["classWeights"], isPositive));
  if (classWeights.length !== classes.length)
    throw new ParameterError("file.classWeights", `${classes.length} weights, one per class`, classWeights.length);
  const nodes = decodeIntegers("file.nodes", fields["nodes"]);
  const draws = decodeIntegers("file.draws", fields["draws"]);
  // These numbers determine memory use, so they are limited by the file's own length.
  if (parameters.nEstimators > nodes.length)
    throw new ParameterError("file.parameters.nEstimators", "at most one tree a node", parameters.nEstimators);
  const wanted = nodes.reduce((leaves, asked) => leaves + (asked < 0 ? 1 : 0), 0) * classes.length;
  if (draws.length < wanted)
    throw new ParameterError("file.draws", `${wanted}, one for each leaf and class`, draws.length);
  const thresholds = decodeDoubles("file.thresholds", fields["thresholds"]);
  const reader = new TreeReader(nodes, thresholds, draws, nFeatures, classWeights);
  const trees = Array.from({ length: parameters.nEstimators }, () => reader.read());
  reader.finish();
  return new RandomForest(parameters, classes, classWeights, nFeatures, trees);
}

/** The highest 32-bit integer. */
const maxDraws = 2 ** 31 - 1;

/** Reads tree after tree from the three arrays of a file. */
class TreeReader {
  readonly #nodes: Int32Array;
  readonly #thresholds: Float64Array;
  readonly #draws: Int32Array;
  readonly #nFeatures: number;
  readonly #classWeights: Float64Array;
  #node = 0;
  #split = 0;
  #draw = 0;

  constructor(
    nodes: Int32Array,
    thresholds: Float64Array,
    draws: Int32Array,
    nFeatures: number,
    classWeights: Float64Array,
  ) {
    this.#nodes = nodes;
    this.#thresholds = thresholds;
    this.#draws = draws;
    this.#nFeatures = nFeatures;
    this.#classWeights = classWeights;
  }

  read(): DecisionTree {
    const nClasses = this.#classWeights.length;
    const feature = this.#nextTree();
    const threshold = new Float64Array(feature.length);
    const right = new Int32Array(feature.length);
    const draws = new Int32Array(feature.length * nClasses);
    const open: number[] = [];
    feature.forEach((asked, node) => {
      // A node after a leaf is the right child of the last split without one.
      if (node > 0 && feature[node - 1]! < 0) right[open.pop()!] = node;
      if (asked >= 0) {
        threshold[node] = this.#nextThreshold();
        open.push(node);
      } else draws.set(this.#nextDraws(nClasses), node * nClasses);
    });
    for (let node = feature.length - 1; node >= 0; node--) {
      if (feature[node]! < 0) continue;
      for (let k = 0; k < nClasses; k++) {
        const sum = draws[(node + 1) * nClasses + k]! + draws[right[node]! * nClasses + k]!;
        if (sum > maxDraws) throw new ParameterError("file.draws", `a sum of at most ${maxDraws} in each tree`, sum);
        draws[node * nClasses + k] = sum;
      }
    }
    return createTree(feature, threshold, right, draws, this.#classWeights);
  }

  /** @throws ParameterError if anything is left over */
  finish(): void {
    if (this.#node < this.#nodes.length)
      throw new ParameterError("file.nodes", `${this.#node} nodes`, this.#nodes.length);
    if (this.#split < this.#thresholds.length)
      throw new ParameterError("file.thresholds", `${this.#split}, one per split`, this.#thresholds.length);
    if (this.#draw < this.#draws.length)
      throw new ParameterError("file.draws", `${this.#draw}, one for each leaf and class`, this.#draws.length);
  }

  /** A tree ends where every split has both children. */
  #nextTree(): Int32Array {
    const start = this.#node;
    for (let missing = 1; missing > 0; this.#node++) {
      const asked = this.#nodes[this.#node];
      if (asked === undefined)
        throw new ParameterError("file.nodes", "complete trees, one per estimator", "too few nodes");
      if (asked < -1 || asked >= this.#nFeatures)
        throw new ParameterError(`file.nodes[${this.#node}]`, `-1 to ${this.#nFeatures - 1}`, asked);
      missing += asked < 0 ? -1 : 1;
    }
    return this.#nodes.slice(start, this.#node);
  }

  #nextThreshold(): number {
    const threshold = this.#thresholds[this.#split];
    if (threshold === undefined || !Number.isFinite(threshold))
      throw new ParameterError(`file.thresholds[${this.#split}]`, "a finite number for each split", threshold);
    this.#split++;
    return threshold;
  }

  #nextDraws(nClasses: number): Int32Array {
    const draws = this.#draws.subarray(this.#draw, this.#draw + nClasses);
    if (draws.some((count) => count < 0) || draws.every((count) => count === 0))
      throw new ParameterError(
        `file.draws[${this.#draw}]`,
        `${nClasses} counts for each leaf, not all 0`,
        draws.join(),
      );
    this.#draw += nClasses;
    return draws;
  }
}

function checkRecord(name: string, value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new ParameterError(name, "an object", value);
  return value as Record<string, unknown>;
}

function checkNumbers(name: string, values: unknown, isRight: (value: number) => boolean): number[] {
  if (!Array.isArray(values)) throw new ParameterError(name, "an array of numbers", values);
  return values.map((value: unknown, i) => {
    if (typeof value !== "number" || !isRight(value))
      throw new ParameterError(`${name}[${i}]`, "a number in range", value);
    return value;
  });
}

const isCount = (value: number) => Number.isInteger(value) && value >= 1 && value <= 1_000_000;
const isLabel = (value: number) => (value | 0) === value;
const isPositive = (value: number) => value > 0 && value <= 1e9;
