import { type Matrix, zeros } from "../../shared/matrix.js";
import { highBands, type RecordedSignal } from "./highBands.js";
import { cepstra, melDecibels, melPowers, speechMelBands } from "./logMel.js";
import { framePeaks, pitchCandidates, type PitchTrack } from "./pitch.js";
import type { PitchCandidates } from "./pitchPath.js";
import { type FrameSpan, frameLevels, powerSpectra, spectralDescriptors, spectrumNFft } from "./spectralDescriptors.js";
import { speechFrameCount } from "./speechFrames.js";
import { createSpeechTransforms } from "./speechTransforms.js";
import { voiceDescriptors } from "./voiceDescriptors.js";

/**
 * The expensive stages of the speech analysis. `plainStages` computes them with the functions of this folder;
 * wasm/wasmSpeech.ts is the fast implementation. Signals are at 16 kHz, without their mean.
 */
export interface SpeechStages {
  scan(signal: Float64Array): FrameScan;
  /** @param peaks those of `scan` */
  pitchCandidates(signal: Float64Array, peaks: Float64Array): PitchCandidates;
  /** rows for all frames; those outside the span are 0 */
  spectra(signal: Float64Array, span: FrameSpan): SpeechSpectrum;
  /** see voiceDescriptors */
  voice(signal: Float64Array, track: PitchTrack, isWanted: Uint8Array): Matrix;
  /** see highBands */
  highBands(recorded: RecordedSignal): Float64Array;
}

/** How loud every frame is. */
export interface FrameScan {
  /** dB, shape [nFrames] */
  readonly levels: Float64Array;
  /** see framePeaks, shape [nFrames] */
  readonly peaks: Float64Array;
}

/** Results computed from the frames' spectra, one row per frame. */
export interface SpeechSpectrum {
  /** 22 columns, see spectralNames */
  readonly spectral: Matrix;
  /** 20 columns */
  readonly cepstra: Matrix;
  /** dB, 40 columns */
  readonly logMel: Matrix;
}

/** The readable implementation, also used without kernels. */
export function plainStages(): SpeechStages {
  const transforms = createSpeechTransforms();
  return {
    scan: (signal) => ({ levels: frameLevels(signal), peaks: framePeaks(signal) }),
    pitchCandidates: (signal, peaks) => pitchCandidates(signal, peaks, transforms),
    spectra(signal, span) {
      const power = powerSpectra(signal, span, transforms);
      const mel = melPowers(power, bands);
      const logMel = melDecibels(mel);
      const spectral = spectralDescriptors({ samples: signal, first: span.first, power, mel, logMel });
      const whole = (part: Matrix): Matrix => inPlace(part, span.first, speechFrameCount(signal.length));
      return { spectral: whole(spectral), cepstra: whole(cepstra(logMel)), logMel: whole(logMel) };
    },
    voice: (signal, track, isWanted) => voiceDescriptors(signal, track, isWanted, transforms),
    highBands: (recorded) => highBands(recorded, transforms),
  };
}

const bands = speechMelBands(spectrumNFft);

/** A matrix for the whole recording with the given rows placed from `first` on. */
function inPlace({ rows, cols, data }: Matrix, first: number, nFrames: number): Matrix {
  const whole = zeros(nFrames, cols);
  whole.data.set(data.subarray(0, rows * cols), first * cols);
  return whole;
}
