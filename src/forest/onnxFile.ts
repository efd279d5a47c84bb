import { ProtobufWriter } from "./protobuf.js";

/** A file's metadata, as text by name: class and feature names, for instance. */
export type OnnxMetadata = Readonly<Record<string, string>>;

export interface OnnxClassifier {
  /** of the graph */
  readonly name: string;
  /** Adds nodes and initializers that lead from X to label and probabilities. */
  readonly writeNodes: (graph: ProtobufWriter) => void;
  readonly nFeatures: number;
  readonly nClasses: number;
  readonly metadata: OnnxMetadata;
}

/**
 * A classifier as an ONNX file: X float [n, nFeatures] to label int64 [n] and probabilities float [n, nClasses].
 *
 * @returns the bytes of an .onnx file
 * @see ONNX, onnx.proto (IR version 8), operator set 15 of ai.onnx and 1 of ai.onnx.ml
 */
export function onnxFile({ name, writeNodes, nFeatures, nClasses, metadata }: OnnxClassifier): Uint8Array {
  const { model, opsetId, graph, entry } = fields;
  const file = new ProtobufWriter()
    .integer(model.irVersion, 8)
    .text(model.producerName, "speech-emotion-workers")
    .message(model.opsetImport, (opset) => opset.text(opsetId.domain, "").integer(opsetId.version, 15))
    .message(model.opsetImport, (opset) => opset.text(opsetId.domain, "ai.onnx.ml").integer(opsetId.version, 1))
    .message(model.graph, (body) => {
      writeNodes(body);
      body
        .text(graph.name, name)
        .message(graph.input, (value) => writeTensorType(value, "X", floatType, nFeatures))
        .message(graph.output, (value) => writeTensorType(value, "label", int64Type))
        .message(graph.output, (value) => writeTensorType(value, "probabilities", floatType, nClasses));
    });
  for (const [key, value] of Object.entries(metadata))
    file.message(model.metadata, (property) => property.text(entry.key, key).text(entry.value, value));
  return file.finish();
}

/** A value's name, element type and shape; the number of rows is left open. */
function writeTensorType(value: ProtobufWriter, name: string, elementType: number, cols?: number): void {
  const { valueInfo, typeProto, tensorType, tensorShape, dimension } = fields;
  value.text(valueInfo.name, name).message(valueInfo.type, (type) =>
    type.message(typeProto.tensor, (tensor) =>
      tensor.integer(tensorType.elementType, elementType).message(tensorType.shape, (shape) => {
        shape.message(tensorShape.dimension, (rows) => rows.text(dimension.parameter, "n"));
        if (cols !== undefined) shape.message(tensorShape.dimension, (each) => each.integer(dimension.value, cols));
      }),
    ),
  );
}

/** A constant of the graph, 32-bit floats of the given shape. */
export function writeFloats(
  graph: ProtobufWriter,
  name: string,
  shape: readonly number[],
  values: ArrayLike<number>,
): void {
  const { tensor } = fields;
  graph.message(fields.graph.initializer, (constant) =>
    constant
      .integers(tensor.dims, shape)
      .integer(tensor.dataType, floatType)
      .floats(tensor.floatData, values)
      .text(tensor.name, name),
  );
}

/** An operator of ai.onnx, with integer attributes. */
export function writeNode(
  graph: ProtobufWriter,
  opType: string,
  inputs: readonly string[],
  output: string,
  attributes: Readonly<Record<string, number>> = {},
): void {
  const { node, attribute } = fields;
  graph.message(fields.graph.node, (operator) => {
    for (const input of inputs) operator.text(node.input, input);
    operator.text(node.output, output).text(node.opType, opType);
    for (const [name, value] of Object.entries(attributes))
      operator.message(node.attribute, (field) =>
        field
          .text(attribute.name, name)
          .integer(attribute.integer, value)
          .integer(attribute.type, attributeType.integer),
      );
  });
}

/** Field numbers of onnx.proto. */
export const fields = {
  model: { irVersion: 1, producerName: 2, graph: 7, opsetImport: 8, metadata: 14 },
  entry: { key: 1, value: 2 },
  opsetId: { domain: 1, version: 2 },
  graph: { node: 1, name: 2, initializer: 5, input: 11, output: 12 },
  node: { input: 1, output: 2, opType: 4, attribute: 5, domain: 7 },
  attribute: { name: 1, integer: 3, string: 4, floats: 7, ints: 8, strings: 9, type: 20 },
  tensor: { dims: 1, dataType: 2, floatData: 4, name: 8, dataLocation: 14 },
  valueInfo: { name: 1, type: 2 },
  typeProto: { tensor: 1 },
  tensorType: { elementType: 1, shape: 2 },
  tensorShape: { dimension: 1 },
  dimension: { value: 1, parameter: 2 },
} as const;
export const attributeType = { integer: 2, string: 3, floats: 6, ints: 7, strings: 8 } as const;
const floatType = 1;
const int64Type = 7;
