import { describe, expect, test } from "vitest";
import { cached } from "../../../src/dsp/cache.js";
import { sourceOf } from "../../../src/dsp/featureBackend.js";
import { functionals } from "../../../src/dsp/speech/functionals.js";
import { levelFreeContours } from "../../../src/dsp/speech/levelFreeContours.js";
import { pitchTrack } from "../../../src/dsp/speech/pitch.js";
import type { PitchCandidates } from "../../../src/dsp/speech/pitchPath.js";
import { speechFrameCount } from "../../../src/dsp/speech/speechFrames.js";
import { plainStages, type SpeechStages } from "../../../src/dsp/speech/speechStages.js";
import type { WasmKernels } from "../../../src/dsp/wasm/wasmKernels.js";
import { createWasmSpeech } from "../../../src/dsp/wasm/wasmSpeech.js";
import { createFeatureBackend } from "../../../src/features/createFeatureBackend.js";
import { instantiate } from "../../../src/shared/wasmModule.js";
import { madeUp, whiteNoise } from "../speech/madeUp.js";

const kernelsUrl = new URL("../../../wasm/dsp.wasm", import.meta.url);
const kernels = instantiate(kernelsUrl) as WasmKernels;
const maxFrames = kernels.speechFrames.value;
/** Stages whose blocks hold fewer frames than the kernels' buffers, so that a short signal takes several. */
const stagesOf = cached(2, (frames: number) => createWasmSpeech({ ...kernels, speechFrames: { value: frames } }));
const plain = plainStages();

/** The largest difference, relative to the value or to 1 where that is larger; Infinity where only one is a number. */
function difference(a: Float64Array, b: Float64Array): number {
  if (a.length !== b.length) return Infinity;
  let max = 0;
  for (let i = 0; i < a.length; i++) {
    if (Number.isNaN(a[i]) && Number.isNaN(b[i])) continue;
    const error = Math.abs(a[i]! - b[i]!) / (1 + Math.abs(b[i]!));
    max = Math.max(max, Number.isNaN(error) ? Infinity : error);
  }
  return max;
}

describe("the kernels' stages of the analysis of speech", () => {
  /** A voice with pauses of 0.25 s. */
  const interrupted = (n: number): Float64Array => {
    const voice = madeUp("man");
    return Float64Array.from({ length: n }, (_, i) => (i % 12_000 < 4_000 ? 0 : voice[i % voice.length]!));
  };

  test.each([
    ["a woman's voice", madeUp("woman", 0.7)],
    ["a man's voice with pauses", interrupted(20_000)],
    ["noise", whiteNoise(12_345)],
    ["silence", new Float64Array(8_000)],
    ["a click", Float64Array.from({ length: 5_000 }, (_, i) => (i === 2_500 ? 1 : 0))],
    ["one sample", Float64Array.of(0.5)],
  ])("levels, spectra, pitch and voice of %s are those of the plain functions, in one block or several", (_, signal) => {
    for (const stages of [stagesOf(maxFrames), stagesOf(20)]) expectAgreement(stages, signal);
  });

  test("levels, spectra, pitch and voice of a recording longer than the buffers are those of the plain functions", () => {
    expect(speechFrameCount(192_077)).toBeGreaterThan(maxFrames);
    expectAgreement(stagesOf(maxFrames), interrupted(192_077));
  });

  function expectAgreement(fast: SpeechStages, signal: Float64Array): void {
    const nFrames = speechFrameCount(signal.length);
    const [scanned, { levels, peaks }] = [fast.scan(signal), plain.scan(signal)];
    expect(difference(scanned.levels, levels)).toBeLessThan(1e-10);
    expect(difference(scanned.peaks, peaks)).toBeLessThan(1e-12);

    const span = { first: Math.min(3, nFrames - 1), end: nFrames };
    const [ours, spectra] = [fast.spectra(signal, span), plain.spectra(signal, span)];
    for (const name of ["spectral", "logMel", "cepstra"] as const)
      expect(difference(ours[name].data, spectra[name].data), name).toBeLessThan(1e-6);

    const [found, candidates] = [fast, plain].map((stages) => stages.pitchCandidates(signal, peaks)) as [
      PitchCandidates,
      PitchCandidates,
    ];
    for (const name of ["strengths", "frequencies", "heights"] as const)
      expect(difference(found[name].data, candidates[name].data), name).toBeLessThan(1e-6);

    const track = pitchTrack(candidates);
    const isWanted = Uint8Array.from({ length: nFrames }, (_, t) => (t % 7 === 0 ? 0 : 1));
    const described = plain.voice(signal, track, isWanted);
    expect(difference(fast.voice(signal, track, isWanted).data, described.data)).toBeLessThan(1e-6);
  }

  test.each([44_100, 48_000, 96_000, 22_050])("the bands above 8 kHz of a recording at %i Hz are those of the plain functions", (rate) => {
    const recorded = sourceOf(Float32Array.from(whiteNoise(31_000), (value, i) => value * Math.sin(i / 3_000)), rate);
    expect(difference(stagesOf(maxFrames).highBands(recorded), plain.highBands(recorded))).toBeLessThan(1e-9);
  });
});

describe("speech analysis by the fast backend", () => {
  test.each([
    ["a voice at 16 kHz", madeUp("man"), 16_000],
    ["a voice at 48 kHz", madeUp("woman", 1.2), 48_000],
    ["a voice at 8 kHz", madeUp("woman", 1.2), 8_000],
    ["noise", madeUp("noise"), 16_000],
    ["43 ms", madeUp("woman").subarray(4_000, 6_048), 48_000],
  ])("the functionals and contours of %s equal those of the plain backend", (_, samples, sampleRate) => {
    const source = sourceOf(Float32Array.from(samples), sampleRate);
    const [ours, reference] = (["wasm-simd", "typescript"] as const).map((kind) =>
      createFeatureBackend({ kind }).speech(source),
    );
    const [values, wanted] = [functionals(ours!), functionals(reference!)];
    values.forEach((value, i) => expect(Math.abs(value - wanted[i]!)).toBeLessThan(1e-5 * (1 + Math.abs(wanted[i]!))));
    expect(levelFreeContours(ours!).length).toBe(levelFreeContours(reference!).length);
    expect(values.every(Number.isFinite)).toBe(true);
  });
});
