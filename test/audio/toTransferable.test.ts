import { describe, expect, test } from "vitest";
import { toTransferable } from "../../src/audio/toTransferable.js";

describe("an input for a thread", () => {
  test("that has a buffer to itself is moved with it", () => {
    const bytes = Uint8Array.of(1, 2, 3);
    const { sound, transfer } = toTransferable({ kind: "file", bytes });
    expect(sound).toEqual({ kind: "file", bytes });
    expect(transfer).toHaveLength(1);
    expect(transfer[0]).toBe(bytes.buffer);
    expect(sound.kind === "file" && sound.bytes.buffer).toBe(bytes.buffer);
  });

  test("that is a part of a larger buffer is copied first", () => {
    const pool = Uint8Array.of(9, 1, 2, 9);
    const { sound, transfer } = toTransferable({ kind: "file", bytes: pool.subarray(1, 3) });
    expect(sound).toEqual({ kind: "file", bytes: Uint8Array.of(1, 2) });
    expect(transfer[0]).not.toBe(pool.buffer);
    expect(transfer[0]!.byteLength).toBe(2);
    expect(sound.kind === "file" && sound.bytes.buffer).toBe(transfer[0]);
  });

  test("that is the encoded sound of a video is moved with its packets and their sizes", () => {
    const config = { bytes: Uint8Array.of(1), sampleRate: 8_000, channels: 1, unitSamples: 1_024 };
    const [data, sizes] = [Uint8Array.of(1, 2), Uint32Array.of(2)];
    const encoded = { config, data, sizes, firstUnit: 0, spans: [], wholeSec: 1 };
    const { sound, transfer } = toTransferable({ kind: "encoded", encoded });
    expect(sound).toEqual({ kind: "encoded", encoded });
    expect(transfer).toHaveLength(2);
    expect([transfer[0] === data.buffer, transfer[1] === sizes.buffer]).toEqual([true, true]);
  });

  test("in shared memory stays where it is", () => {
    const input = { kind: "file", bytes: new Uint8Array(new SharedArrayBuffer(4)) } as const;
    expect(toTransferable(input)).toEqual({ sound: input, transfer: [] });
    expect(toTransferable(input).sound).toBe(input);
  });
});
