import type { Matrix } from "../../shared/matrix.js";

/** Each frame's candidates: the unvoiced one first, then by strength. */
export interface PitchCandidates {
  /** shape [nFrames, 1 + 8] */
  readonly strengths: Matrix;
  /** Hz, shape [nFrames, 8] */
  readonly frequencies: Matrix;
  /** shape [nFrames, 8] */
  readonly heights: Matrix;
}

/** Cost of a jump by one octave. */
const octaveJumpCost = 0.35;
/** Cost of starting or ending voicing. */
const voicingCost = 0.14;

/**
 * The path through the candidates with the greatest total strength minus the costs of its jumps.
 *
 * @returns shape [nFrames]: 0 unvoiced, else 1 + the candidate's index
 * Source: Viterbi 1967; costs as in Boersma 1993.
 */
export function pitchPath({ strengths, frequencies }: Pick<PitchCandidates, "strengths" | "frequencies">): Uint8Array {
  const nStates = strengths.cols;
  const nFrames = strengths.rows;
  const nCandidates = frequencies.cols;
  const cameFrom = new Uint8Array(nFrames * nStates);
  const octaves = octavesOf(frequencies);
  let total = strengths.data.slice(0, nStates);
  let reached = new Float64Array(nStates);
  for (let t = 1; t < nFrames; t++) {
    const before = (t - 1) * nCandidates;
    for (let to = 0; to < nStates; to++) {
      // from "unvoiced", then from every candidate
      let best = to === 0 ? total[0]! : total[0]! - voicingCost;
      let from = 0;
      // not used for "unvoiced"
      const octave = octaves[t * nCandidates + to - 1]!;
      for (let i = 0; i < nCandidates; i++) {
        const cost = to === 0 ? voicingCost : octaveJumpCost * Math.abs(octaves[before + i]! - octave);
        const score = total[i + 1]! - cost;
        if (score <= best) continue;
        best = score;
        from = i + 1;
      }
      cameFrom[t * nStates + to] = from;
      reached[to] = best + strengths.data[t * nStates + to]!;
    }
    [total, reached] = [reached, total];
  }
  const path = new Uint8Array(nFrames);
  let state = total.indexOf(Math.max(...total));
  for (let t = nFrames - 1; t >= 0; t--) {
    path[t] = state;
    state = cameFrom[t * nStates + state]!;
  }
  return path;
}

/** Octaves above 1 Hz. Empty slots get some value: they are never chosen. */
function octavesOf({ data }: Matrix): Float64Array {
  return data.map((hz) => Math.log2(Math.max(1, hz)));
}
