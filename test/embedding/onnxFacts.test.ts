import { describe, expect, test } from "vitest";
import { readOnnxFacts } from "../../src/embedding/onnxFacts.js";
import { fields } from "../../src/forest/onnxFile.js";
import { convolutionModel, cosineFilters, onnxModel, writeOperator } from "../support/embeddingModels.js";

const model = convolutionModel({ filters: cosineFilters, metadata: { author: "nobody", note: "ä" } });

test("the metadata of an ONNX file is read", () => {
  const { metadata, hasExternalData } = readOnnxFacts(model)!;
  expect([...metadata]).toEqual([
    ["author", "nobody"],
    ["note", "ä"],
  ]);
  expect(hasExternalData).toBe(false);
});

test("weights in another file are detected", () => {
  const bytes = onnxModel({
    inputs: [{ name: "x", shape: [1, "n"] }],
    outputs: [{ name: "y", shape: [1, "n"] }],
    writeNodes(graph) {
      graph.message(fields.graph.initializer, (tensor) =>
        tensor.text(fields.tensor.name, "w").integer(fields.tensor.dataLocation, 1),
      );
      writeOperator(graph, "Mul", ["x", "w"], "y");
    },
  });
  expect(readOnnxFacts(bytes)!.hasExternalData).toBe(true);
});

describe("bytes that are not an ONNX file", () => {
  test.each([
    ["nothing", new Uint8Array()],
    ["text", new TextEncoder().encode("# A heading\n\nand a few words.\n")],
    ["JSON", new TextEncoder().encode('{"format": "speech-emotion-workers/model"}')],
    ["zeros", new Uint8Array(100)],
    ["a WAVE header", Uint8Array.from(Buffer.from("RIFF\x24\x08\x00\x00WAVEfmt ", "latin1"))],
    ["the beginning of an ONNX file", model.subarray(0, model.length - 100)],
  ])("%s are recognised", (_, bytes) => {
    expect(readOnnxFacts(bytes)).toBeUndefined();
  });

  test("never cause an error, whatever follows the beginning of an ONNX file", () => {
    for (let cut = 0; cut < 300; cut++) {
      const mutated = model.slice(0, 600);
      mutated[cut] = (mutated[cut]! + 129) % 256;
      expect(() => readOnnxFacts(mutated)).not.toThrow();
    }
  });
});
