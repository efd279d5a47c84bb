import { drawBootstrap } from "./bootstrap.js";
import { type DecisionTree, createTree } from "./decisionTree.js";
import { type ForestParameters, drawsPerTree, featuresPerSplit } from "./parameters.js";
import { Random, mix, treeKey } from "./nodeRandom.js";
import type { RankedDataset } from "./rankedDataset.js";
import { type NodeDraws, type TreeSample, createScan } from "./splitScan.js";
import { Splitter } from "./splitter.js";

/** Grows the trees of one forest; all working space is allocated once and used by tree after tree. */
export class TreeGrower {
  readonly #parameters: ForestParameters;
  readonly #trainRows: Int32Array;
  readonly #nDraws: number;
  readonly #sample: TreeSample;
  readonly #splitter: Splitter;
  readonly #random = new Random({ high: 0, low: 0 });
  /** the tree's distinct rows; each node owns a contiguous part of them, in ascending order */
  readonly #rows: Int32Array;
  readonly #goingRight: Int32Array;
  readonly #waiting: WaitingNodes;
  readonly #nodes: NodeArrays;
  readonly #nodeDraws: NodeDraws;

  /**
   * @param trainRows    rows of the dataset to learn from
   * @param classWeights weight of a draw of each class, shape [nClasses]
   */
  constructor(dataset: RankedDataset, trainRows: Int32Array, classWeights: Float64Array, parameters: ForestParameters) {
    const nClasses = classWeights.length;
    this.#parameters = parameters;
    this.#trainRows = trainRows;
    this.#nDraws = parameters.bootstrap ? drawsPerTree(parameters.maxSamples, trainRows.length) : trainRows.length;
    this.#sample = { dataset, drawsOf: new Int32Array(dataset.X.rows), classWeights };
    const scan = createScan(parameters.criterion, this.#sample, this.#nDraws, parameters.minSamplesLeaf);
    this.#splitter = new Splitter(this.#sample, scan, featuresPerSplit(parameters.maxFeatures, dataset.X.cols));
    this.#rows = new Int32Array(trainRows.length);
    this.#goingRight = new Int32Array(trainRows.length);
    this.#waiting = new WaitingNodes(trainRows.length + 1);
    // Every split separates at least one row from the others: n leaves at most, and one split fewer.
    this.#nodes = new NodeArrays(2 * trainRows.length, nClasses);
    this.#nodeDraws = { perClass: new Float64Array(nClasses), total: 0 };
  }

  /** The forest's tree of this index. */
  grow(tree: number): DecisionTree {
    const { maxDepth, minSamplesSplit, minSamplesLeaf, randomState } = this.#parameters;
    const { drawsOf, classWeights } = this.#sample;
    const key = treeKey(randomState, tree);
    this.#drawRows(key);
    const waiting = this.#waiting;
    const nodes = this.#nodes;
    const splitter = this.#splitter;
    const rows = this.#rows;
    nodes.count = 0;
    waiting.push(0, this.#gatherRows(drawsOf), 0, noParent, key.high, key.low);
    while (waiting.pop()) {
      const { start, end, depth, high, low } = waiting;
      const node = nodes.add(waiting.parent);
      const isPure = this.#countDraws(start, end, node);
      const size = end - start;
      if (isPure || depth === maxDepth || size < minSamplesSplit || size < 2 * minSamplesLeaf) continue;
      this.#random.restart(high, low);
      if (!splitter.find(rows, start, end, this.#nodeDraws, this.#random)) continue;
      nodes.feature[node] = splitter.feature;
      nodes.threshold[node] = splitter.threshold;
      const middle = this.#part(start, end);
      // LIFO: the left child becomes node + 1.
      waiting.push(middle, end, depth + 1, node, mix(high, rightSide), mix(low, rightSide));
      waiting.push(start, middle, depth + 1, noParent, mix(high, leftSide), mix(low, leftSide));
    }
    return nodes.toTree(classWeights);
  }

  /** Marks the rows a tree is grown from; the others are out of its bag. */
  #drawRows(key: { high: number; low: number }): void {
    const { drawsOf } = this.#sample;
    if (this.#parameters.bootstrap) {
      drawBootstrap(key, this.#trainRows, this.#nDraws, drawsOf);
      return;
    }
    drawsOf.fill(0);
    for (const row of this.#trainRows) drawsOf[row]!++;
  }

  #gatherRows(drawsOf: Int32Array): number {
    let count = 0;
    for (let row = 0; row < drawsOf.length; row++) {
      if (drawsOf[row]! > 0) this.#rows[count++] = row;
    }
    return count;
  }

  /** Counts the node's draws by class; returns whether they are all of one. */
  #countDraws(start: number, end: number, node: number): boolean {
    const { dataset, drawsOf } = this.#sample;
    const { classOf } = dataset;
    const rows = this.#rows;
    const { perClass } = this.#nodeDraws;
    perClass.fill(0);
    for (let i = start; i < end; i++) perClass[classOf[rows[i]!]!]! += drawsOf[rows[i]!]!;
    let total = 0;
    let most = 0;
    for (let k = 0; k < perClass.length; k++) {
      total += perClass[k]!;
      if (perClass[k]! > most) most = perClass[k]!;
      this.#nodes.draws[node * perClass.length + k] = perClass[k]!;
    }
    this.#nodeDraws.total = total;
    return most === total;
  }

  /**
   * Moves rows that go left before those that go right, each side in its previous order, which keeps memory reads
   * ascending.
   */
  #part(start: number, end: number): number {
    const { places, X } = this.#sample.dataset;
    const { feature, lastPlace } = this.#splitter;
    const cols = X.cols;
    const rows = this.#rows;
    const goingRight = this.#goingRight;
    let middle = start;
    let nRight = 0;
    for (let i = start; i < end; i++) {
      const row = rows[i]!;
      if (places[row * cols + feature]! <= lastPlace) rows[middle++] = row;
      else goingRight[nRight++] = row;
    }
    for (let i = 0; i < nRight; i++) rows[middle + i] = goingRight[i]!;
    return middle;
  }
}

const leftSide = 0;
const rightSide = 1;
/** A left child needs no link: it follows its parent. The root has none. */
const noParent = -1;

/** Stack of nodes to grow: rows, depth, parent if a right child, and random key. */
class WaitingNodes {
  start = 0;
  end = 0;
  depth = 0;
  parent = 0;
  high = 0;
  low = 0;
  readonly #fields: Int32Array;
  #size = 0;

  constructor(capacity: number) {
    this.#fields = new Int32Array(capacity * 6);
  }

  push(start: number, end: number, depth: number, parent: number, high: number, low: number): void {
    const fields = this.#fields;
    const at = this.#size++ * 6;
    fields[at] = start;
    fields[at + 1] = end;
    fields[at + 2] = depth;
    fields[at + 3] = parent;
    fields[at + 4] = high;
    fields[at + 5] = low;
  }

  /** Takes the node last pushed into the public fields; false when none is left. */
  pop(): boolean {
    if (this.#size === 0) return false;
    const fields = this.#fields;
    const at = --this.#size * 6;
    this.start = fields[at]!;
    this.end = fields[at + 1]!;
    this.depth = fields[at + 2]!;
    this.parent = fields[at + 3]!;
    this.high = fields[at + 4]!;
    this.low = fields[at + 5]!;
    return true;
  }
}

/** The arrays of decisionTree.ts with room for the largest tree; finished trees are copied from them. */
class NodeArrays {
  count = 0;
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  readonly right: Int32Array;
  readonly draws: Int32Array;
  readonly #nClasses: number;

  constructor(capacity: number, nClasses: number) {
    this.feature = new Int32Array(capacity);
    this.threshold = new Float64Array(capacity);
    this.right = new Int32Array(capacity);
    this.draws = new Int32Array(capacity * nClasses);
    this.#nClasses = nClasses;
  }

  /** Adds a leaf; as the right child of `parent` unless that is noParent. */
  add(parent: number): number {
    const node = this.count++;
    this.feature[node] = -1;
    this.threshold[node] = 0;
    this.right[node] = 0;
    if (parent !== noParent) this.right[parent] = node;
    return node;
  }

  toTree(classWeights: Float64Array): DecisionTree {
    return createTree(
      this.feature.slice(0, this.count),
      this.threshold.slice(0, this.count),
      this.right.slice(0, this.count),
      this.draws.slice(0, this.count * this.#nClasses),
      classWeights,
    );
  }
}
