import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { attributeType, fields, writeFloats } from "../../src/forest/onnxFile.js";
import { ProtobufWriter } from "../../src/forest/protobuf.js";
import { temporaryDirectory } from "./corpus.js";

/** One output of a test model: an operator's result, its name and shape; a text is a dimension of any size. */
export interface TestValue {
  readonly name: string;
  readonly shape: readonly (number | string)[];
  /** of onnx.proto. @defaultValue 1, float32 */
  readonly type?: number;
}

interface TestModel {
  readonly inputs: readonly TestValue[];
  readonly outputs: readonly TestValue[];
  readonly writeNodes: (graph: ProtobufWriter) => void;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** float64 of onnx.proto: a type that no embedding model may take. */
export const float64Type = 11;

/** The bytes of an ONNX file with operator set 11, whose Unsqueeze takes its axes as an attribute. */
export function onnxModel({ inputs, outputs, writeNodes, metadata = {} }: TestModel): Uint8Array {
  const { model, opsetId, graph, entry } = fields;
  const file = new ProtobufWriter()
    .integer(model.irVersion, 6)
    .message(model.opsetImport, (opset) => opset.text(opsetId.domain, "").integer(opsetId.version, 11))
    .message(model.graph, (body) => {
      writeNodes(body);
      body.text(graph.name, "test");
      for (const each of inputs) body.message(graph.input, (value) => writeValue(value, each));
      for (const each of outputs) body.message(graph.output, (value) => writeValue(value, each));
    });
  for (const [key, text] of Object.entries(metadata))
    file.message(model.metadata, (property) => property.text(entry.key, key).text(entry.value, text));
  return file.finish();
}

function writeValue(value: ProtobufWriter, { name, shape, type: elementType = 1 }: TestValue): void {
  const { valueInfo, typeProto, tensorType, tensorShape, dimension } = fields;
  value.text(valueInfo.name, name).message(valueInfo.type, (type) =>
    type.message(typeProto.tensor, (tensor) =>
      tensor.integer(tensorType.elementType, elementType).message(tensorType.shape, (dimensions) => {
        for (const size of shape)
          dimensions.message(tensorShape.dimension, (each) =>
            typeof size === "number" ? each.integer(dimension.value, size) : each.text(dimension.parameter, size),
          );
      }),
    ),
  );
}

/** An operator whose attributes are lists of integers. */
export function writeOperator(
  graph: ProtobufWriter,
  opType: string,
  inputs: readonly string[],
  output: string,
  attributes: Readonly<Record<string, readonly number[]>> = {},
): void {
  const { node, attribute } = fields;
  graph.message(fields.graph.node, (operator) => {
    for (const input of inputs) operator.text(node.input, input);
    operator.text(node.output, output).text(node.opType, opType);
    for (const [name, values] of Object.entries(attributes))
      operator.message(node.attribute, (field) =>
        field.text(attribute.name, name).integers(attribute.ints, values).integer(attribute.type, attributeType.ints),
      );
  });
}

/** Samples from one frame of the convolution to the next, and the samples that a frame sees: 25 ms every 20 ms. */
export const convolution = { stride: 320, width: 400 };

export interface ConvolutionOptions {
  /** a filter for each dimension of a frame, shape [dimensions][width] */
  readonly filters: readonly (readonly number[])[];
  /** number of samples of the model's input. @defaultValue any number */
  readonly samples?: number;
  readonly metadata?: Readonly<Record<string, string>>;
  /** divides the frames by 0: infinite or not a number. @defaultValue false */
  readonly isBroken?: boolean;
}

/**
 * A convolution with known weights: samples [batch, samples] to the outputs "frames" and "doubled", [batch, frames,
 * dimensions]; "doubled" is the first times two. Before them comes "pooled" [batch, dimensions, 1], which has no frames.
 */
export function convolutionModel({
  filters,
  samples,
  metadata = {},
  isBroken = false,
}: ConvolutionOptions): Uint8Array {
  const frames = ["batch", "time", filters.length];
  return onnxModel({
    inputs: [{ name: "input_values", shape: ["batch", samples ?? "samples"] }],
    outputs: [
      { name: "mean", shape: ["batch", filters.length] },
      { name: "frames", shape: frames },
      { name: "doubled", shape: frames },
    ],
    metadata,
    writeNodes(graph) {
      writeFloats(graph, "filters", [filters.length, 1, convolution.width], filters.flat());
      writeFloats(graph, "two", [], [2]);
      writeFloats(graph, "scale", [], [isBroken ? 0 : 1]);
      writeOperator(graph, "Unsqueeze", ["input_values"], "channel", { axes: [1] });
      writeOperator(graph, "Conv", ["channel", "filters"], "convolved", {
        kernel_shape: [convolution.width],
        strides: [convolution.stride],
      });
      writeOperator(graph, "Transpose", ["convolved"], "transposed", { perm: [0, 2, 1] });
      writeOperator(graph, "Div", ["transposed", "scale"], "frames");
      writeOperator(graph, "Mul", ["frames", "two"], "doubled");
      writeOperator(graph, "ReduceMean", ["frames"], "averaged", { axes: [1] });
      writeOperator(graph, "Squeeze", ["averaged"], "mean", { axes: [1] });
    },
  });
}

/** Filters that distinguish loud from quiet and low from high: one cosine each. */
export const cosineFilters = [150, 300, 600, 1_200, 2_400, 4_800].map((frequencyHz) =>
  Array.from({ length: convolution.width }, (_, n) => Math.cos((2 * Math.PI * frequencyHz * n) / 16_000) / 20),
);

/** Writes a model file, and options beside it. */
export async function embeddingFile(bytes: Uint8Array, options?: object | string): Promise<string> {
  const path = join(await temporaryDirectory(), "tiny.onnx");
  await writeFile(path, bytes);
  if (options !== undefined)
    await writeFile(path.replace(".onnx", ".json"), typeof options === "string" ? options : JSON.stringify(options));
  return path;
}
