import type { Matrix } from "../../shared/matrix.js";
import { contourNames } from "./contourNames.js";
import { spectralNames, voiceNames } from "./functionalColumns.js";
import { pitchContour } from "./functionals.js";
import type { SpeechAnalysis } from "./speechAnalysis.js";
import { interpolated } from "./statistics.js";

const nChannels = contourNames.length;
/** 10 ms frames averaged into one contour frame. */
const framesTogether = 2;
/** With fewer voiced frames than this, the contour is flat. */
const minVoiced = 4;
const bandsTogether = 2;
const decibelsPerNeper = 10 / Math.LN10;

/**
 * Contours of the active part that do not depend on its level, in the order of contourNames. Values undefined in
 * unvoiced frames are interpolated linearly.
 *
 * @returns shape [nFrames, 44], a frame every 20 ms, row-major; empty if the active part is a single frame of 10 ms
 * @example levelFreeContours(analyseSpeech(samples)).length / contourNames.length // frames
 */
export function levelFreeContours(analysis: SpeechAnalysis): Float32Array {
  const { start, end } = analysis.region;
  const channels = channelsOf(analysis);
  const nFrames = Math.floor((end - start) / framesTogether);
  const contours = new Float32Array(nFrames * nChannels);
  channels.forEach((values, channel) => {
    for (let t = 0; t < nFrames; t++) {
      const at = framesTogether * t;
      contours[t * nChannels + channel] = (values[at]! + values[at + 1]!) / framesTogether;
    }
  });
  return contours;
}

function channelsOf(analysis: SpeechAnalysis): Float64Array[] {
  const { spectral, cepstra, voice, region, logMel, pitch } = analysis;
  const { start, end } = region;
  const take = ({ cols, data }: Matrix, column: number): Float64Array =>
    Float64Array.from({ length: end - start }, (_, i) => data[(start + i) * cols + column]!);
  const ofSpectrum = (name: string): Float64Array =>
    take(
      spectral,
      spectralNames.findIndex((known) => known.name === name),
    );
  const loudness = ofSpectrum("loudness");
  const isVoiced = pitch.isVoiced.slice(start, end);
  const ofVoice = (name: string): Float64Array => {
    const values = take(
      voice,
      voiceNames.findIndex((known) => known.name === name),
    );
    const isKnown = isVoiced.map((voiced, i) => (voiced === 1 && Number.isFinite(values[i]) ? 1 : 0));
    const count = isKnown.reduce((sum, known) => sum + known, 0);
    return count < minVoiced ? new Float64Array(end - start) : interpolated(values, isKnown);
  };
  const melPairs = Array.from({ length: logMel.cols / bandsTogether }, (_, pair) => {
    const [low, high] = [take(logMel, 2 * pair), take(logMel, 2 * pair + 1)];
    return low.map((value, t) => (value + high[t]!) / 2 - decibelsPerNeper * loudness[t]!);
  });
  return [
    ...Array.from({ length: 12 }, (_, i) => take(cepstra, i + 1)),
    loudness,
    ...["centroid", "flux", "alphaRatio", "flatness"].map(ofSpectrum),
    pitchContour(analysis).semitones,
    Float64Array.from(isVoiced),
    ...["harmonicity", "cepstralPeak", "h1h2", "formant1", "formant2"].map(ofVoice),
    ...melPairs,
  ];
}
