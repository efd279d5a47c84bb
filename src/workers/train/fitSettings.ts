import type { SearchProtocol } from "../../evaluation/nestedCrossValidation.js";
import type { CandidateParams } from "../../evaluation/paramGrid.js";
import type { ConvolutionOptions } from "../../dsp/convolutions.js";
import type { ColumnRange } from "../../features/featureSet.js";
import type { RunSettings } from "../../runs/jobs.js";

/** Settings of the recipe "functionals". */
export interface VoteSettings {
  /** where its columns lie in a row */
  readonly columns: ColumnRange;
  /** where the same columns of the recordings' copies lie, which are further training rows */
  readonly copies: readonly ColumnRange[];
  /** random convolutions of the rows' contours vote too */
  readonly convolutions: ConvolutionOptions | null;
}

/** The settings that all fits of a run share. */
export interface FitSettings {
  readonly emotions: readonly string[];
  readonly forest: RunSettings["forest"];
  readonly candidates: readonly CandidateParams[];
  readonly protocol: SearchProtocol;
  /** models use this many leading columns of the dataset */
  readonly nColumns: number;
  readonly pruneSteps: number;
  readonly randomState: number;
  /** of the recipe "functionals"; null if the run has none */
  readonly vote: VoteSettings | null;
}

/** The columns that the study's forests see. */
export function allColumns({ nColumns }: Pick<FitSettings, "nColumns">): number[] {
  return Array.from({ length: nColumns }, (_, column) => column);
}
