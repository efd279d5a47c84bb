import { attributeType, fields, onnxFile, type OnnxMetadata } from "./onnxFile.js";
import type { ProtobufWriter } from "./protobuf.js";
import type { RandomForest } from "./randomForest.js";

/**
 * A forest as an ONNX model, for runtimes in other languages: one TreeEnsembleClassifier of the ai.onnx.ml domain.
 *
 *     X float [n, nFeatures] ──▶ TreeEnsembleClassifier ──▶ label int64 [n], probabilities float [n, nClasses]
 *
 * ONNX compares in 32-bit floats. Thresholds are rounded down to one, so that every row that 32-bit floats hold exactly
 * takes the same path as here; other rows may diverge if a value rounds across a threshold. Probabilities are sums of
 * 32-bit floats and agree to about six digits.
 *
 * @param metadata the file's metadata: class and feature names, for instance
 * @returns the bytes of an .onnx file
 * Source: ONNX, onnx.proto (IR version 8) and the operators of ai.onnx.ml, TreeEnsembleClassifier version 1.
 * @example exportOnnx(forest).length > 100 // true
 */
export function exportOnnx(forest: RandomForest, metadata: OnnxMetadata = {}): Uint8Array {
  return onnxFile({
    name: "random forest",
    writeNodes: (graph) => graph.message(fields.graph.node, (operator) => writeOperator(operator, forest)),
    nFeatures: forest.nFeatures,
    nClasses: forest.classes.length,
    metadata,
  });
}

/** The largest 32-bit float that is not above a number. */
export function floorToFloat32(value: number): number {
  const nearest = Math.fround(value);
  if (nearest <= value) return nearest;
  // One step down: the next smaller magnitude of a positive float, the next larger of a negative one or of -0.
  const bits = new Int32Array(Float32Array.of(nearest).buffer);
  bits[0]! += nearest > 0 ? -1 : 1;
  return new Float32Array(bits.buffer)[0]!;
}

function writeOperator(operator: ProtobufWriter, forest: RandomForest): void {
  const { node, attribute } = fields;
  const { nodes, leaves } = flatten(forest);
  const integers = (name: string, values: readonly number[]) =>
    operator.message(node.attribute, (field) =>
      field.text(attribute.name, name).integers(attribute.ints, values).integer(attribute.type, attributeType.ints),
    );
  const floats = (name: string, values: readonly number[]) =>
    operator.message(node.attribute, (field) =>
      field.text(attribute.name, name).floats(attribute.floats, values).integer(attribute.type, attributeType.floats),
    );
  operator
    .text(node.input, "X")
    .text(node.output, "label")
    .text(node.output, "probabilities")
    .text(node.opType, "TreeEnsembleClassifier")
    .text(node.domain, "ai.onnx.ml")
    .message(node.attribute, (field) =>
      field
        .text(attribute.name, "post_transform")
        .text(attribute.string, "NONE")
        .integer(attribute.type, attributeType.string),
    )
    .message(node.attribute, (field) => {
      field.text(attribute.name, "nodes_modes").integer(attribute.type, attributeType.strings);
      for (const feature of nodes.feature) field.text(attribute.strings, feature < 0 ? "LEAF" : "BRANCH_LEQ");
    });
  integers("classlabels_int64s", Array.from(forest.classes));
  integers("nodes_treeids", nodes.tree);
  integers("nodes_nodeids", nodes.node);
  integers(
    "nodes_featureids",
    nodes.feature.map((feature) => Math.max(feature, 0)),
  );
  floats("nodes_values", nodes.threshold);
  integers("nodes_truenodeids", nodes.left);
  integers("nodes_falsenodeids", nodes.right);
  integers("class_treeids", leaves.tree);
  integers("class_nodeids", leaves.node);
  integers("class_ids", leaves.classIndex);
  floats("class_weights", leaves.weight);
}

/** The operator's parallel lists: one entry per node, and one per vote of a leaf. */
function flatten(forest: RandomForest) {
  const nClasses = forest.classes.length;
  const nodes = { tree: [], node: [], feature: [], threshold: [], left: [], right: [] } as Record<
    "tree" | "node" | "feature" | "threshold" | "left" | "right",
    number[]
  >;
  const leaves = { tree: [], node: [], classIndex: [], weight: [] } as Record<
    "tree" | "node" | "classIndex" | "weight",
    number[]
  >;
  // For two classes, ONNX expects votes for only one, under index 0, and attributes them to the second: it predicts that
  // class above 0.5 and adds the other's probability itself.
  const firstVote = nClasses === 2 ? 1 : 0;
  forest.trees.forEach(({ feature, threshold, right, proba }, tree) => {
    feature.forEach((asked, id) => {
      const isLeaf = asked < 0;
      nodes.tree.push(tree);
      nodes.node.push(id);
      nodes.feature.push(asked);
      nodes.threshold.push(floorToFloat32(threshold[id]!));
      nodes.left.push(isLeaf ? 0 : id + 1);
      nodes.right.push(isLeaf ? 0 : right[id]!);
      for (let k = firstVote; isLeaf && k < nClasses; k++) {
        leaves.tree.push(tree);
        leaves.node.push(id);
        leaves.classIndex.push(k - firstVote);
        leaves.weight.push(proba[id * nClasses + k]! / forest.trees.length);
      }
    });
  });
  return { nodes, leaves };
}
