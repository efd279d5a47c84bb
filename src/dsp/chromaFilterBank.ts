import { ParameterError } from "../shared/errors.js";
import { type Matrix, zeros } from "../shared/matrix.js";

const nChroma = 12;
/** A0: octaves are counted from here. */
const octaveZeroHz = 27.5;
/** Centre and width of the Gaussian weight over octaves, which favours the middle of the range. */
const centreOctave = 5;
const octaveWidth = 2;
/** Rows start at C, three notes above A. */
const semitonesFromAToC = 3;

/**
 * Chroma filter bank: how much each FFT bin contributes to each pitch class.
 *
 * @param sampleRate Hz
 * @param nFft       length of the FFT, even
 * @param tuning     deviation from A = 440 Hz as a fraction of a chroma bin
 * @returns shape [12, 1 + nFft/2], rows C, C#, ... B; each column has Euclidean norm 1 before the octave weight
 * @throws ParameterError if sampleRate is not positive
 * Source: Ellis 2007, Chroma Feature Analysis and Synthesis. Convention: librosa.filters.chroma, ctroct 5, octwidth 2,
 * norm 2, base_c, rounded to float32.
 * @example chromaFilterBank(16_000, 2_048, 0).rows // 12
 */
export function chromaFilterBank(sampleRate: number, nFft: number, tuning: number): Matrix {
  if (!(sampleRate > 0)) throw new ParameterError("sampleRate", "a number > 0", sampleRate);
  const nBins = 1 + nFft / 2;
  const notes = notesOfBins(sampleRate, nFft, tuning);
  const filters = zeros(nChroma, nBins);
  const column = new Float64Array(nChroma);
  for (let k = 0; k < nBins; k++) {
    // A bin extends to the next bin's note: low bins span many semitones, high ones less than one.
    const width = Math.max(notes[k + 1]! - notes[k]!, 1);
    for (let c = 0; c < nChroma; c++) column[c] = gaussian((2 * distance(notes[k]!, c)) / width);
    const norm = Math.hypot(...column);
    const octaveWeight = gaussian((notes[k]! / nChroma - centreOctave) / octaveWidth);
    for (let c = 0; c < nChroma; c++) {
      const row = (c - semitonesFromAToC + nChroma) % nChroma;
      filters.data[row * nBins + k] = Math.fround((column[c]! / norm) * octaveWeight);
    }
  }
  return filters;
}

/** Each bin's pitch in semitones above A0, shape [2 + nFft/2]; the extra bin gives the last one its width. */
function notesOfBins(sampleRate: number, nFft: number, tuning: number): Float64Array {
  const reference = octaveZeroHz * 2 ** (tuning / nChroma);
  const notes = Float64Array.from(
    { length: 2 + nFft / 2 },
    (_, k) => nChroma * Math.log2((k * sampleRate) / nFft / reference),
  );
  // 0 Hz has no pitch: place it an octave and a half below bin 1.
  notes[0] = notes[1]! - 1.5 * nChroma;
  return notes;
}

/** Semitones from pitch class c to a note, the shorter way round the octave: -6 to 6. */
function distance(note: number, c: number): number {
  const half = nChroma / 2;
  return ((((note - c + half) % nChroma) + nChroma) % nChroma) - half;
}

function gaussian(x: number): number {
  return Math.exp(-0.5 * x * x);
}
