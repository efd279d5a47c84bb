import type { Matrix } from "../../shared/matrix.js";
import { activeRegion, type ActiveRegion } from "./activeRegion.js";
import { spectralNames } from "./functionalColumns.js";
import { cepstra, melDecibels, melPowers, speechMelBands } from "./logMel.js";
import { pitch, type PitchTrack } from "./pitch.js";
import { powerSpectra, spectralDescriptors, spectrumNFft } from "./spectralDescriptors.js";
import { speechRate, withoutMean } from "./speechFrames.js";
import { voiceDescriptors } from "./voiceDescriptors.js";

/** Fewer voiced frames than this are no voice: then all active frames stand in for them. */
const leastVoiced = 6;
/** Fewer active frames than this: then all between the first and the last. */
const leastActive = 8;

/** A recording frame by frame, at 10 ms. Matrices have nFrames rows. */
export interface SpeechAnalysis {
  readonly nFrames: number;
  /** of the whole recording */
  readonly durationSec: number;
  /** 22 columns, see spectralNames */
  readonly spectral: Matrix;
  /** 20 columns */
  readonly cepstra: Matrix;
  /** dB, 40 columns */
  readonly logMel: Matrix;
  readonly pitch: PitchTrack;
  /** 15 columns, see voiceNames; only rows that isDescribed marks */
  readonly voice: Matrix;
  readonly region: SpeechRegion;
}

/** Where it speaks, and which of its frames count as what. */
export interface SpeechRegion extends ActiveRegion {
  /** frames of the region that are active, ascending; never empty */
  readonly active: Int32Array;
  /** those that are voiced too; all active ones where there is hardly a voice */
  readonly voiced: Int32Array;
  /** those that are not voiced; all active ones where nearly all are */
  readonly unvoiced: Int32Array;
  /** shape [nFrames]: 1 where the voice is described */
  readonly isDescribed: Uint8Array;
  /** whether there is a voice to speak of */
  readonly hasVoice: boolean;
}

/**
 * Everything that functionals are made of.
 *
 * @param samples mono signal at 16 kHz, at least one
 * @throws ParameterError if the signal is empty
 * @example functionals(analyseSpeech(samples))
 */
export function analyseSpeech(samples: Float32Array | Float64Array): SpeechAnalysis {
  const signal = withoutMean(samples);
  const power = powerSpectra(signal);
  const mel = melPowers(power, bands);
  const logMel = melDecibels(mel);
  const spectral = spectralDescriptors({ samples: signal, power, mel, logMel });
  const track = pitch(signal);
  const region = speechRegion(spectral, track.isVoiced);
  const voice = voiceDescriptors(signal, track, region.isDescribed);
  return {
    nFrames: spectral.rows,
    durationSec: samples.length / speechRate,
    spectral,
    cepstra: cepstra(logMel),
    logMel,
    pitch: track,
    voice,
    region,
  };
}

const bands = speechMelBands(spectrumNFft);
const rmsColumn = spectralNames.findIndex(({ name }) => name === "rms");

/** @param spectral see spectralDescriptors */
export function speechRegion(spectral: Matrix, isVoiced: Uint8Array): SpeechRegion {
  const levels = Float64Array.from({ length: spectral.rows }, (_, t) => spectral.data[t * spectral.cols + rmsColumn]!);
  const { start, end, isActive: found } = activeRegion(levels);
  const isActive = found.slice();
  const within = Int32Array.from({ length: end - start }, (_, i) => start + i);
  if (within.filter((t) => isActive[t] === 1).length < leastActive) isActive.fill(1, start, end);
  const active = within.filter((t) => isActive[t] === 1);
  const voiced = active.filter((t) => isVoiced[t] === 1);
  const unvoiced = active.filter((t) => isVoiced[t] === 0);
  const hasVoice = voiced.length >= leastVoiced;
  const described = hasVoice ? within.filter((t) => isVoiced[t] === 1) : active;
  const isDescribed = new Uint8Array(spectral.rows);
  for (const t of described) isDescribed[t] = 1;
  return {
    start,
    end,
    isActive,
    active,
    voiced: hasVoice ? voiced : active,
    unvoiced: unvoiced.length >= leastUnvoiced ? unvoiced : active,
    isDescribed,
    hasVoice,
  };
}

/** Fewer unvoiced frames than this say nothing. */
const leastUnvoiced = 4;
