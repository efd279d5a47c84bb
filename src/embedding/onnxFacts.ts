import { fields } from "../forest/onnxFile.js";

/** What is read of an ONNX file without a runtime. */
export interface OnnxFacts {
  /** the file's metadata, text by name */
  readonly metadata: ReadonlyMap<string, string>;
  /** whether weights lie in another file, as exporters write them above 2 GB */
  readonly hasExternalData: boolean;
}

/** DataLocation EXTERNAL of onnx.proto. */
const external = 1;

/**
 * Reads the outermost fields of an ONNX file: a protocol buffer with a version and a graph.
 *
 * @returns undefined if the bytes are not such a file
 * @see ONNX, onnx.proto, message ModelProto
 */
export function readOnnxFacts(bytes: Uint8Array): OnnxFacts | undefined {
  try {
    const all = [...fieldsOf(bytes)];
    const graph = all.find(({ number }) => number === fields.model.graph)?.value;
    const version = all.find(({ number }) => number === fields.model.irVersion)?.value;
    if (typeof version !== "number" || !(graph instanceof Uint8Array)) return undefined;
    const metadata = all.flatMap(({ number, value }) =>
      number === fields.model.metadata && value instanceof Uint8Array ? [entryOf(value)] : [],
    );
    return { metadata: new Map(metadata), hasExternalData: hasExternalWeights(graph) };
  } catch (error) {
    if (error instanceof NotProtobufError) return undefined;
    throw error;
  }
}

function entryOf(bytes: Uint8Array): [string, string] {
  let [key, value] = ["", ""];
  for (const field of fieldsOf(bytes)) {
    if (!(field.value instanceof Uint8Array)) continue;
    const text = new TextDecoder().decode(field.value);
    if (field.number === fields.entry.key) key = text;
    if (field.number === fields.entry.value) value = text;
  }
  return [key, value];
}

function hasExternalWeights(graph: Uint8Array): boolean {
  for (const { number, value } of fieldsOf(graph)) {
    if (number !== fields.graph.initializer || !(value instanceof Uint8Array)) continue;
    for (const field of fieldsOf(value))
      if (field.number === fields.tensor.dataLocation && field.value === external) return true;
  }
  return false;
}

interface Field {
  readonly number: number;
  /** a varint, the bytes of a delimited field, or undefined for a fixed-width number */
  readonly value: number | Uint8Array | undefined;
}

class NotProtobufError extends Error {
  override readonly name = "NotProtobufError";
}

/**
 * The fields of a message, in order; nothing is copied.
 *
 * @throws NotProtobufError
 * @see Protocol Buffers, "Encoding"
 */
function* fieldsOf(bytes: Uint8Array): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      if (byte === undefined || scale > 2 ** 63) throw new NotProtobufError("a number that does not end");
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  const skip = (length: number): Uint8Array => {
    if (at + length > bytes.length) throw new NotProtobufError("a field that ends after its message");
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const key = varint();
    const number = Math.floor(key / 8);
    if (number < 1) throw new NotProtobufError("a field without a number");
    switch (key % 8) {
      case 0:
        yield { number, value: varint() };
        break;
      case 1:
        skip(8);
        yield { number, value: undefined };
        break;
      case 2:
        yield { number, value: skip(varint()) };
        break;
      case 5:
        skip(4);
        yield { number, value: undefined };
        break;
      default:
        throw new NotProtobufError("a field of an unknown type");
    }
  }
}
