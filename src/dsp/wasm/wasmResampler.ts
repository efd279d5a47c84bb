import { cached } from "../cache.js";
import type { SampleSource } from "../featureBackend.js";
import { computedLength } from "../resampling/resample.js";
import { resamplePlan } from "../resampling/resamplePlan.js";
import type { Span } from "../resampling/stage.js";
import { createWasmInput } from "./wasmInput.js";
import type { WasmKernels } from "./wasmKernels.js";
import { createWasmStage, type WasmStage } from "./wasmStages.js";

/** Number of rate ratios whose stages are cached: at most half a MB each. */
const ratiosKept = 8;

/** Writes parts of a source, at another rate, into the kernels' sample buffer. */
export interface WasmResampler {
  /**
   * @param first  first sample wanted, at the new rate, at least 0
   * @param end    one past the last, within the resampled signal
   * @param target position of the first in the buffer: samples after the margin
   */
  fill(source: SampleSource, toRate: number, first: number, end: number, target: number): void;
}

export function createWasmResampler(kernels: WasmKernels): WasmResampler {
  const floats = new Float32Array(kernels.memory.buffer);
  const capacity = kernels.inputCapacity.value;
  const margin = kernels.margin.value;
  const input = createWasmInput(kernels);
  const relays = [kernels.relayA.value, kernels.relayB.value];
  const addressOf = (target: number): number => kernels.samples.value + 4 * (margin + target);

  const stagesOf = cached(ratiosKept, (ratio: number) =>
    resamplePlan(ratio).map((spec) => createWasmStage(kernels, spec)),
  );
  let loaded: readonly WasmStage[] | undefined;

  function load(ratio: number): readonly WasmStage[] {
    const stages = stagesOf(ratio);
    if (stages !== loaded) for (const stage of stages) stage.load();
    loaded = stages;
    return stages;
  }

  /** Computes outputs whose inputs fit in the buffers at every stage; `spans` come from spansOf. */
  function resamplePiece(source: SampleSource, stages: readonly WasmStage[], spans: readonly Span[], to: number): void {
    const [whole] = spans as [Span];
    input.load(source, whole.first, kernels.input.value, whole.end - whole.first);
    let from = kernels.input.value;
    for (const [i, stage] of stages.entries()) {
      const span = spans[i + 1]!;
      // No stage sees the pre-ringing that the previous one produces before the signal.
      const outputs = { first: Math.max(0, span.first), end: span.end };
      const isLast = i === stages.length - 1;
      const target = isLast ? to : relays[i % 2]! + 4 * margin;
      const skipped = 4 * (outputs.first - span.first);
      stage.run(from, outputs, target + skipped);
      floats.fill(0, target / 4, (target + skipped) / 4);
      from = target;
    }
  }

  return {
    fill(source, toRate, first, end, target) {
      if (source.sampleRate === toRate) {
        input.load(source, first, addressOf(target), end - first);
        return;
      }
      const stages = load(source.sampleRate / toRate);
      const computed = Math.max(first, Math.min(end, computedLength(source.frames, source.sampleRate, toRate)));
      for (let m = first; m < computed; ) {
        let count = computed - m;
        let spans = spansOf(stages, { first: m, end: m + count });
        while (spans.slice(0, -1).some((span) => span.end - span.first > capacity - 2 * margin)) {
          count = Math.ceil(count / 2);
          spans = spansOf(stages, { first: m, end: m + count });
        }
        resamplePiece(source, stages, spans, addressOf(target + m - first));
        m += count;
      }
      floats.fill(0, addressOf(target + computed - first) / 4, addressOf(target + end - first) / 4);
    },
  };
}

/** The input span of each stage, and finally the output span. */
function spansOf(stages: readonly WasmStage[], outputs: Span): Span[] {
  const spans = [outputs];
  for (const stage of stages.toReversed()) {
    const { first, end } = spans[0]!;
    spans.unshift(stage.inputSpan({ first: Math.max(0, first), end: Math.max(1, end) }));
  }
  return spans;
}
