import { expect, test } from "vitest";
import {
  chromaStft,
  feature,
  fftFrequencies,
  magnitude,
  melSpectrogram,
  mfcc,
  power,
  powerToDb,
  rms,
  spectralBandwidth,
  spectralCentroid,
  spectralContrast,
  spectralFlatness,
  spectralRolloff,
  stft,
  tonnetz,
  zeroCrossingRate,
} from "../../src/dsp/index.js";
import { sine } from "../support/wavFile.js";

const sampleRate = 16_000;
const y = Float64Array.from(sine(330, 0.5, sampleRate));

test.each([{}, { nFft: 512, hopLength: 160 }])("features of samples are those of their steps, with %j", (frames) => {
  const S = magnitude(stft(y, frames));
  const f = fftFrequencies(sampleRate, frames.nFft ?? 2_048);
  const options = { ...frames, sampleRate };
  const mel = melSpectrogram(power(S), sampleRate);
  expect(feature.melSpectrogram(y, options)).toEqual(mel);
  expect(feature.mfcc(y, options)).toEqual(mfcc(powerToDb(mel), 20));
  expect(feature.chromaStft(y, options)).toEqual(chromaStft(S, sampleRate));
  expect(feature.tonnetz(y, options)).toEqual(tonnetz(chromaStft(S, sampleRate)));
  expect(feature.spectralCentroid(y, options)).toEqual(spectralCentroid(S, f));
  expect(feature.spectralBandwidth(y, options)).toEqual(spectralBandwidth(S, f));
  expect(feature.spectralRolloff(y, { ...options, rollPercent: 0.5 })).toEqual(spectralRolloff(S, f, 0.5));
  expect(feature.spectralContrast(y, { ...options, nBands: 4 })).toEqual(spectralContrast(S, f, { nBands: 4 }));
  expect(feature.spectralFlatness(y, options)).toEqual(spectralFlatness(S));
  expect(feature.rms(y, frames)).toEqual(rms(y, frames));
  expect(feature.zeroCrossingRate(y, frames)).toEqual(zeroCrossingRate(y, frames));
});
