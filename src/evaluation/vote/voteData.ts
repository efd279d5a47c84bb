import { type MatrixKernels, typescriptKernels } from "../../linear/matrixKernels.js";
import {
  enrolledScale,
  type SpeakerPrior,
  speakerPrior,
  type SpeakerStatistics,
  speakerStatistics,
  standardisedRows,
  trainingScale,
} from "../../linear/speakerScaling.js";
import { TrainingRows } from "../../linear/trainingRows.js";
import { ParameterError } from "../../shared/errors.js";
import { type Matrix, row } from "../../shared/matrix.js";

/** Recordings of several speakers, ready for a vote of linear models. */
export interface VoteRows {
  /** shape [n, p], not standardised */
  readonly X: Matrix;
  /**
   * class of each row, shape [n]: 0 .. nAsked - 1 are the run's classes; higher ones help LDA to model the variety of
   * speakers
   */
  readonly y: Int32Array;
  readonly nAsked: number;
  /** shape [n] */
  readonly speakers: readonly number[];
  /** genders of the rows' speakers as numbers, shape [n]: folds hold them out evenly. @defaultValue unknown */
  readonly genders?: readonly number[];
  /** what the search's folds hold out together. @defaultValue the speakers */
  readonly groups?: readonly number[];
}

/**
 * The rows with the statistics of each speaker, which depend on no other speaker: nothing leaks from held-out speakers.
 */
export class VoteData {
  readonly rows: VoteRows;
  readonly statistics: ReadonlyMap<number, SpeakerStatistics>;
  /** compute the matrices of fits on the rows */
  readonly kernels: MatrixKernels;

  /** @throws ParameterError if shapes disagree or a value is not finite */
  constructor(rows: VoteRows, kernels = typescriptKernels) {
    const { X, y, speakers } = rows;
    if (y.length !== X.rows) throw new ParameterError("y", `one class a row (${X.rows})`, y.length);
    if (speakers.length !== X.rows) throw new ParameterError("speakers", `one per row (${X.rows})`, speakers.length);
    for (const value of X.data) if (!Number.isFinite(value)) throw new ParameterError("X", "finite values", value);
    this.rows = rows;
    this.statistics = statisticsOf(X, speakers);
    this.kernels = kernels;
  }

  /** Rows to fit on, standardised as training rows; `prior` is theirs. */
  asTraining(prior: SpeakerPrior, rows: Int32Array): TrainingRows {
    const { X, speakers } = this.rows;
    const own = new Set(Array.from(rows, (r) => speakers[r]!));
    const scales = new Map([...own].map((each) => [each, trainingScale(prior, this.statistics.get(each)!)]));
    return new TrainingRows(
      standardisedRows(X, rows, (r) => scales.get(speakers[r]!)!),
      this.kernels,
    );
  }

  /** Typical mean and spread of the speakers of some rows. */
  priorOf(rows: Int32Array): SpeakerPrior {
    const speakers = new Set(Array.from(rows, (r) => this.rows.speakers[r]!));
    return speakerPrior([...speakers].map((speaker) => this.statistics.get(speaker)!));
  }

  /** Rows standardised as for new speakers. */
  asNewSpeakers(prior: SpeakerPrior, rows: ArrayLike<number>): Matrix {
    const scale = enrolledScale(prior);
    return standardisedRows(this.rows.X, rows, () => scale);
  }

  /** Rows of one speaker, standardised with other recordings of that speaker enrolled. */
  asEnrolled(prior: SpeakerPrior, enrolled: readonly number[], rows: ArrayLike<number>): Matrix {
    const { X } = this.rows;
    const scale = enrolledScale(prior, speakerStatistics(enrolled.map((r) => row(X, r))));
    return standardisedRows(X, rows, () => scale);
  }

  /** The rows whose class is one of the run's classes. */
  asked(rows: Int32Array): Int32Array {
    return rows.filter((r) => this.rows.y[r]! < this.rows.nAsked);
  }
}

function statisticsOf(X: Matrix, speakers: readonly number[]): ReadonlyMap<number, SpeakerStatistics> {
  const rowsOf = new Map<number, Float64Array[]>();
  speakers.forEach((speaker, r) => {
    const rows = rowsOf.get(speaker);
    if (rows === undefined) rowsOf.set(speaker, [row(X, r)]);
    else rows.push(row(X, r));
  });
  return new Map([...rowsOf].map(([speaker, rows]) => [speaker, speakerStatistics(rows)]));
}
