/**
 * Writes the subset of protocol buffers that an ONNX file needs: fields of integers, text, 32-bit floats and messages.
 *
 *     field     = key, payload          key = number * 8 + wire type, as a varint
 *     varint    = 7 bits a byte, the lowest first; the top bit means that more follow
 *     delimited = length as a varint, then that many bytes      (text, messages, packed numbers)
 *
 * Source: Protocol Buffers, "Encoding".
 */
export class ProtobufWriter {
  #bytes = new Uint8Array(1024);
  #length = 0;

  /** An integer field; 0 .. 2^53 - 1, or negative. */
  integer(field: number, value: number): this {
    this.#key(field, varint);
    this.#varint(value);
    return this;
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  /** A message inside this one. */
  message(field: number, write: (inner: ProtobufWriter) => void): this {
    const inner = new ProtobufWriter();
    write(inner);
    return this.bytes(field, inner.finish());
  }

  /** A repeated integer field, packed. */
  integers(field: number, values: ArrayLike<number>): this {
    const packed = new ProtobufWriter();
    for (let i = 0; i < values.length; i++) packed.#varint(values[i]!);
    return this.bytes(field, packed.finish());
  }

  /** A repeated field of 32-bit floats, packed. */
  floats(field: number, values: ArrayLike<number>): this {
    const packed = new DataView(new ArrayBuffer(4 * values.length));
    for (let i = 0; i < values.length; i++) packed.setFloat32(4 * i, values[i]!, true);
    return this.bytes(field, new Uint8Array(packed.buffer));
  }

  bytes(field: number, value: Uint8Array): this {
    this.#key(field, delimited);
    this.#varint(value.length);
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
    return this;
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #key(field: number, wireType: number): void {
    this.#varint(field * 8 + wireType);
  }

  #varint(value: number): void {
    this.#reserve(10);
    // Negative integers are written as their 64-bit two's complement.
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest > 127n) {
      this.#bytes[this.#length++] = Number(rest & 127n) | 128;
      rest >>= 7n;
    }
    this.#bytes[this.#length++] = Number(rest);
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(2 * (this.#length + more));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}

const varint = 0;
const delimited = 2;
