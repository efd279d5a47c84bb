import { expect, test } from "vitest";
import { instantiate } from "../../src/shared/wasmModule.js";

const file = new URL("../../wasm/crc.wasm", import.meta.url);

test("each instance of a WebAssembly file has its own memory", () => {
  const [a, b] = [instantiate(file), instantiate(file)] as { memory: { buffer: ArrayBuffer } }[];
  expect(a!.memory.buffer).not.toBe(b!.memory.buffer);
});

test("a WebAssembly file that is not there is reported with the command that builds it", () => {
  expect(() => instantiate(new URL("missing.wasm", file))).toThrow(
    /no WebAssembly kernels at .*wasm\/missing\.wasm; build them with npm run build/,
  );
});
