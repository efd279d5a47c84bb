import { ParameterError } from "../../shared/errors.js";
import { createBlockFilter, createBlockStage } from "./blockStage.js";
import { createHalvingStage } from "./halvingStage.js";
import { createPolyphaseFilter, createPolyphaseStage } from "./polyphaseStage.js";
import { resamplePlan, type StageSpec } from "./resamplePlan.js";
import type { Span, Stage } from "./stage.js";

/**
 * Changes the sample rate of a signal, keeping the frequencies that both rates can represent: `librosa.resample` with
 * its default, res_type "soxr_hq", sample for sample.
 *
 * Linear phase without delay: output m is the signal at time m / toRate. The response is flat to 0.913 of the lower
 * Nyquist frequency and more than 126 dB down above that frequency. Beyond its ends the signal is 0.
 *
 * @param samples  mono signal, shape [nSamples]
 * @param fromRate Hz, a positive integer
 * @param toRate   Hz, a positive integer
 * @returns shape [ceil(nSamples * toRate / fromRate)]; a copy when the rates are equal
 * @throws ParameterError if a rate is not a positive integer
 * Source: Crochiere & Rabiner, Multirate Digital Signal Processing, ch. 3. Convention: libsoxr 0.1.3, recipe SOXR_HQ.
 * @example resample(samples, 44_100, 16_000)
 */
export function resample(samples: Float32Array, fromRate: number, toRate: number): Float32Array {
  requireRates(fromRate, toRate);
  if (fromRate === toRate) return samples.slice();
  const result = new Float32Array(resampledLength(samples.length, fromRate, toRate));
  const end = computedLength(samples.length, fromRate, toRate);
  if (end === 0) return result;
  const stages = resamplePlan(fromRate / toRate).map(createStage);
  result.set(outputsOf(stages, samples, { first: 0, end }));
  return result;
}

/**
 * Length of a resampled signal, rounded as librosa rounds: ceil(nSamples * (toRate / fromRate)).
 * @example resampledLength(44_100, 44_100, 16_000) // 16000
 */
export function resampledLength(nSamples: number, fromRate: number, toRate: number): number {
  return fromRate === toRate ? nSamples : Math.ceil(nSamples * (toRate / fromRate));
}

/**
 * Number of samples that are computed: soxr rounds to the nearest whole number. librosa fills the rest, at most one,
 * with 0.
 */
export function computedLength(nSamples: number, fromRate: number, toRate: number): number {
  return Math.min(resampledLength(nSamples, fromRate, toRate), Math.floor((nSamples * toRate) / fromRate + 0.5));
}

/** @throws ParameterError if a rate is not a positive integer */
export function requireRates(fromRate: number, toRate: number): void {
  for (const [name, rate] of Object.entries({ fromRate, toRate }))
    if (!Number.isInteger(rate) || rate < 1) throw new ParameterError(name, "a positive integer", rate);
}

export function createStage(spec: StageSpec): Stage {
  switch (spec.kind) {
    case "halving":
      return createHalvingStage(spec);
    case "block":
      return createBlockStage(createBlockFilter(spec));
    case "polyphase":
      return createPolyphaseStage(createPolyphaseFilter(spec));
  }
}

/**
 * Output of the last stage. Every stage's input is 0 before the signal's start: pre-ringing is not passed on.
 */
function outputsOf(stages: readonly Stage[], samples: Float32Array, { first, end }: Span): Float32Array {
  const result = new Float32Array(end - first);
  const start = Math.max(0, first);
  const stage = stages.at(-1);
  if (stage === undefined) {
    result.set(samples.subarray(start, Math.max(start, end)), start - first);
    return result;
  }
  if (end <= start) return result;
  const outputs = { first: start, end };
  const input = outputsOf(stages.slice(0, -1), samples, stage.inputSpan(outputs));
  stage.run(input, outputs, result.subarray(start - first));
  return result;
}
