import type { SampleSource } from "../featureBackend.js";
import type { WasmKernels } from "./wasmKernels.js";

/** Maximum number of channels that the kernels mix. */
const maxChannels = 2;

/** Copies parts of a source into the kernels' memory. */
export interface WasmInput {
  /**
   * @param start   first sample; samples before 0 and beyond the source's end are 0
   * @param address where it goes in the kernels' memory, in bytes
   * @param count   samples
   */
  load(source: SampleSource, start: number, address: number, count: number): void;
}

export function createWasmInput(kernels: WasmKernels): WasmInput {
  const { buffer } = kernels.memory;
  const floats = new Float32Array(buffer);
  const capacity = kernels.inputCapacity.value;
  const pcm = new Int16Array(buffer, kernels.pcm.value, maxChannels * capacity);

  /** Copies samples that all lie within the source. */
  function loadWhole(source: SampleSource, start: number, address: number, count: number): void {
    const { pcm16 } = source;
    if (pcm16 === undefined || pcm16.channels > maxChannels) {
      source.read(start, floats.subarray(address / 4, address / 4 + count));
      return;
    }
    const { channels, samples } = pcm16;
    for (let done = 0; done < count; done += capacity) {
      const piece = Math.min(capacity, count - done);
      pcm.set(samples.subarray((start + done) * channels, (start + done + piece) * channels));
      kernels.mixPcm16(address + 4 * done, piece, channels);
    }
  }

  return {
    load(source, start, address, count) {
      const before = Math.min(count, Math.max(0, -start));
      const end = Math.max(before, Math.min(count, source.frames - start));
      const at = address / 4;
      floats.fill(0, at, at + before);
      if (end > before) loadWhole(source, start + before, address + 4 * before, end - before);
      floats.fill(0, at + end, at + count);
    },
  };
}
