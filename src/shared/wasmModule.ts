import { readFileSync } from "node:fs";

/** The part of the WebAssembly interface used here; Node's types do not declare it. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { readonly exports: unknown };
  validate(bytes: Uint8Array): boolean;
};

const compiled = new Map<string, object>();

/**
 * The exports of a new instance of a WebAssembly file without imports. A file is compiled once.
 *
 * @throws Error if there is no such file
 */
export function instantiate(file: URL): unknown {
  let module = compiled.get(file.href);
  if (module === undefined) {
    module = new WebAssembly.Module(readModule(file));
    compiled.set(file.href, module);
  }
  return new WebAssembly.Instance(module).exports;
}

function readModule(file: URL): Uint8Array {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new Error(`no WebAssembly kernels at ${file.pathname}; build them with npm run build`, { cause });
  }
}

/**
 * Whether WebAssembly's 128-bit SIMD is available: validates a module with one function that creates and drops a
 * vector.
 */
export function hasSimd(): boolean {
  // prettier-ignore
  const probe = [
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    1, 4, 1, 0x60, 0, 0,                            // type: () => ()
    3, 2, 1, 0,                                     // one function of it
    10, 9, 1, 7, 0, 0x41, 0, 0xfd, 0x0f, 0x1a, 0x0b, // i32.const 0, i8x16.splat, drop, end
  ];
  return WebAssembly.validate(Uint8Array.from(probe));
}
