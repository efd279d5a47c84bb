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
import { type Matrix, row, stacked } from "../../shared/matrix.js";

/** The linear models that vote on a view of the recordings. */
export interface ViewModels {
  /** whether a ridge classifier votes besides LDA */
  readonly hasRidge: boolean;
  /** LDA's shrinkage as a share of the candidate's */
  readonly shrinkageShare: number;
  /** weight of each of the view's models in the vote */
  readonly weight: number;
}

const usualModels: ViewModels = { hasRidge: true, shrinkageShare: 1, weight: 1 };

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
  /**
   * copies of the recordings under other conditions, each of X's shape: further training rows of the same classes.
   * Copies are not evaluated, enrolled or calibrated on. @defaultValue none
   */
  readonly copies?: readonly Matrix[];
  /** @defaultValue a ridge classifier, and LDA with the candidate's shrinkage */
  readonly models?: ViewModels;
}

/**
 * The rows with the statistics of each speaker, which depend on no other speaker: nothing leaks from held-out speakers.
 */
export class VoteData {
  readonly rows: VoteRows;
  readonly statistics: ReadonlyMap<number, SpeakerStatistics>;
  readonly models: ViewModels;
  /** compute the matrices of fits on the rows */
  readonly kernels: MatrixKernels;
  /** the recordings, then their copies: a speaker has other statistics under other conditions */
  readonly #versions: readonly { readonly X: Matrix; readonly statistics: ReadonlyMap<number, SpeakerStatistics> }[];

  /** @throws ParameterError if shapes disagree or a value is not finite */
  constructor(rows: VoteRows, kernels = typescriptKernels) {
    const { X, y, speakers, copies = [], models = usualModels } = rows;
    if (y.length !== X.rows) throw new ParameterError("y", `one class a row (${X.rows})`, y.length);
    if (speakers.length !== X.rows) throw new ParameterError("speakers", `one per row (${X.rows})`, speakers.length);
    for (const copy of copies)
      if (copy.rows !== X.rows || copy.cols !== X.cols)
        throw new ParameterError("copies", `${X.rows} x ${X.cols}, as X`, `${copy.rows} x ${copy.cols}`);
    for (const { data } of [X, ...copies])
      for (const value of data) if (!Number.isFinite(value)) throw new ParameterError("X", "finite values", value);
    this.rows = rows;
    this.#versions = [X, ...copies].map((version) => ({ X: version, statistics: statisticsOf(version, speakers) }));
    this.statistics = this.#versions[0]!.statistics;
    this.models = models;
    this.kernels = kernels;
  }

  /**
   * Rows to fit on, with their classes: the recordings, then their copies, standardised as training rows.
   *
   * @param prior see priorOf
   */
  asTraining(prior: SpeakerPrior, rows: Int32Array): { readonly rows: TrainingRows; readonly y: Int32Array } {
    const { y, speakers } = this.rows;
    const own = new Set(Array.from(rows, (r) => speakers[r]!));
    const parts = this.#versions.map(({ X, statistics }) => {
      const scales = new Map([...own].map((each) => [each, trainingScale(prior, statistics.get(each)!)]));
      return standardisedRows(X, rows, (r) => scales.get(speakers[r]!)!);
    });
    const labels = Array.from(rows, (r) => y[r]!);
    return { rows: new TrainingRows(stacked(parts), this.kernels), y: Int32Array.from(parts.flatMap(() => labels)) };
  }

  /** Typical mean and spread of the speakers of some rows, with their copies. */
  priorOf(rows: Int32Array): SpeakerPrior {
    const speakers = new Set(Array.from(rows, (r) => this.rows.speakers[r]!));
    return speakerPrior(
      this.#versions.flatMap(({ statistics }) => [...speakers].map((speaker) => statistics.get(speaker)!)),
    );
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
