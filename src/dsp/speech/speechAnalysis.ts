import type { Matrix } from "../../shared/matrix.js";
import { activeRegion, type ActiveRegion } from "./activeRegion.js";
import { highBandNames } from "./functionalColumns.js";
import type { RecordedSignal } from "./highBands.js";
import { pitchTrack, type PitchTrack } from "./pitch.js";
import { speechRate, withoutMean } from "./speechFrames.js";
import { plainStages, type SpeechStages } from "./speechStages.js";

/** With fewer voiced frames, the recording counts as having no voice, and all active frames are used instead. */
const minVoiced = 6;
/** With fewer active frames, all frames between the first and the last are used. */
const minActive = 8;

/** A recording frame by frame, at 10 ms. Matrices have nFrames rows; those of the spectrum are 0 outside the region. */
export interface SpeechAnalysis {
  readonly nFrames: number;
  /** duration of the whole recording */
  readonly durationSec: number;
  /** dB, all frames, shape [nFrames] */
  readonly levels: Float64Array;
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
  /** see highBands.ts, shape [4] */
  readonly highBands: Float64Array;
}

/** The part with speech, and how its frames are classified. */
export interface SpeechRegion extends ActiveRegion {
  /** frames of the region that are active, ascending; never empty */
  readonly active: Int32Array;
  /** the active frames that are also voiced; all active ones if there are hardly any */
  readonly voiced: Int32Array;
  /** the active frames that are not voiced; all active ones if nearly all are voiced */
  readonly unvoiced: Int32Array;
  /** shape [nFrames]: 1 where the voice is described */
  readonly isDescribed: Uint8Array;
  /** whether there are enough voiced frames */
  readonly hasVoice: boolean;
}

/**
 * Analyses a recording: everything that functionals are computed from.
 *
 * @param samples mono signal at 16 kHz, at least one sample
 * @throws ParameterError if the signal is empty
 * @example functionals(analyseSpeech(samples))
 */
export function analyseSpeech(
  samples: Float32Array | Float64Array,
  { stages = plainStages(), recorded, centred }: SpeechOptions = {},
): SpeechAnalysis {
  const signal = withoutMean(samples, centred);
  const { levels, peaks } = stages.scan(signal);
  const nFrames = levels.length;
  const track = pitchTrack(stages.pitchCandidates(signal, peaks));
  const region = speechRegion(levels, track.isVoiced);
  // The frame before the first active one is the reference for the first one's change.
  const first = Math.max(0, region.start - 1);
  const { spectral, cepstra, logMel } = stages.spectra(signal, { first, end: region.end });
  const voice = stages.voice(signal, track, region.isDescribed);
  return {
    nFrames,
    durationSec: samples.length / speechRate,
    levels,
    spectral,
    cepstra,
    logMel,
    pitch: track,
    voice,
    region,
    highBands: recorded === undefined ? new Float64Array(highBandNames.length) : stages.highBands(recorded),
  };
}

export interface SpeechOptions {
  /** by default those of plain TypeScript */
  readonly stages?: SpeechStages;
  /** the same signal at its original rate, for the bands above 8 kHz; without it, they are 0 */
  readonly recorded?: RecordedSignal;
  /** buffer for the signal without its mean, used only during the call; may be `samples` itself */
  readonly centred?: Float64Array;
}

/** @param levels dB, shape [nFrames] */
export function speechRegion(levels: Float64Array, isVoiced: Uint8Array): SpeechRegion {
  const { start, end, isActive } = activeRegion(levels);
  const within = Int32Array.from({ length: end - start }, (_, i) => start + i);
  if (within.filter((t) => isActive[t] === 1).length < minActive) isActive.fill(1, start, end);
  const active = within.filter((t) => isActive[t] === 1);
  const voiced = active.filter((t) => isVoiced[t] === 1);
  const unvoiced = active.filter((t) => isVoiced[t] === 0);
  const hasVoice = voiced.length >= minVoiced;
  const described = hasVoice ? within.filter((t) => isVoiced[t] === 1) : active;
  const isDescribed = new Uint8Array(levels.length);
  for (const t of described) isDescribed[t] = 1;
  return {
    start,
    end,
    isActive,
    active,
    voiced: hasVoice ? voiced : active,
    unvoiced: unvoiced.length >= minUnvoiced ? unvoiced : active,
    isDescribed,
    hasVoice,
  };
}

/** Minimum number of unvoiced frames for statistics. */
const minUnvoiced = 4;
