import { InferenceSession, Tensor } from "onnxruntime-web";
import { describe, expect, test } from "vitest";
import { fields, onnxFile, writeFloats, writeNode } from "../../src/forest/onnxFile.js";

/** Softmax of X times a constant, and the index of the greatest value: two features, three classes. */
function example(): Uint8Array {
  return onnxFile({
    name: "an example",
    nFeatures: 2,
    nClasses: 3,
    metadata: { classes: "calm,happy,sad", made: "2026" },
    writeNodes: (graph) => {
      writeFloats(graph, "weights", [2, 3], [1, 0, -1, 0, 2, 0.5]);
      writeNode(graph, "MatMul", ["X", "weights"], "scores");
      writeNode(graph, "Softmax", ["scores"], "probabilities", { axis: 1 });
      writeNode(graph, "ArgMax", ["scores"], "label", { axis: 1, keepdims: 0 });
    },
  });
}

/** The fields of a message, by number: integers, or bytes. */
function fieldsOf(message: Uint8Array): Map<number, (number | Uint8Array)[]> {
  const found = new Map<number, (number | Uint8Array)[]>();
  let at = 0;
  const varint = (): number => {
    for (let value = 0, shift = 0; ; shift += 7) {
      const byte = message[at++]!;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const key = varint();
    const length = varint();
    const isInteger = (key & 7) === 0;
    const value = isInteger ? length : message.subarray(at, (at += length));
    found.set(key >> 3, [...(found.get(key >> 3) ?? []), value]);
  }
  return found;
}
/** The messages, texts and integers of one field. */
const all = (message: Uint8Array, field: number) => fieldsOf(message).get(field) ?? [];
const inside = (message: Uint8Array, ...path: number[]): Uint8Array =>
  path.reduce((outer, field) => all(outer, field)[0] as Uint8Array, message);
const texts = (message: Uint8Array, field: number): string[] =>
  all(message, field).map((bytes) => new TextDecoder().decode(bytes as Uint8Array));

describe("an ONNX file", () => {
  test("computes what its operators and constants say", async () => {
    const session = await InferenceSession.create(example());
    const X = Float32Array.of(1, 0, 0, 1, -1, 0, 2, 1);
    const answer = await session.run({ X: new Tensor("float32", X, [4, 2]) });
    expect(Array.from(answer["label"]!.data as BigInt64Array, Number)).toEqual([0, 1, 2, 0]);
    const [e, one] = [Math.E, 1];
    expect(answer["probabilities"]!.dims).toEqual([4, 3]);
    [e, one, 1 / e].forEach((term, k) =>
      expect((answer["probabilities"]!.data as Float32Array)[k]).toBeCloseTo(term / (e + one + 1 / e), 6),
    );
  });

  test("says who made it, for which versions of the operators, with the metadata given", () => {
    const { model, opsetId, entry } = fields;
    const file = example();
    expect(all(file, model.irVersion)).toEqual([8]);
    expect(texts(file, model.producerName)).toEqual(["speech-emotion-workers"]);
    const opsets = (all(file, model.opsetImport) as Uint8Array[]).map((opset) => [
      ...texts(opset, opsetId.domain),
      ...all(opset, opsetId.version),
    ]);
    expect(opsets).toEqual([
      ["", 15],
      ["ai.onnx.ml", 1],
    ]);
    const metadata = (all(file, model.metadata) as Uint8Array[]).map((property) => [
      ...texts(property, entry.key),
      ...texts(property, entry.value),
    ]);
    expect(metadata).toEqual([
      ["classes", "calm,happy,sad"],
      ["made", "2026"],
    ]);
    expect(texts(inside(file, model.graph), fields.graph.name)).toEqual(["an example"]);
  });

  test("declares its input and outputs with their shapes, whose number of rows is open", () => {
    const { model, graph, valueInfo, typeProto, tensorType, tensorShape, dimension } = fields;
    const body = inside(example(), model.graph);
    const declared = [...all(body, graph.input), ...all(body, graph.output)].map((value) => {
      const tensor = inside(value as Uint8Array, valueInfo.type, typeProto.tensor);
      const dimensions = all(inside(tensor, tensorType.shape), tensorShape.dimension) as Uint8Array[];
      return {
        name: texts(value as Uint8Array, valueInfo.name)[0],
        type: all(tensor, tensorType.elementType)[0],
        shape: dimensions.map((each) => texts(each, dimension.parameter)[0] ?? all(each, dimension.value)[0]),
      };
    });
    const [float, int64] = [1, 7];
    expect(declared).toEqual([
      { name: "X", type: float, shape: ["n", 2] },
      { name: "label", type: int64, shape: ["n"] },
      { name: "probabilities", type: float, shape: ["n", 3] },
    ]);
  });
});
