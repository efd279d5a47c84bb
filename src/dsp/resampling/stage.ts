/** Samples first .. end - 1 of a signal. */
export interface Span {
  readonly first: number;
  readonly end: number;
}

/**
 * One stage of a rate conversion. It keeps no state: each span of its output depends only on one span of its input. Input and output both start at time 0 of the signal, without delay.
 */
export interface Stage {
  /** The inputs that the outputs of a span depend on; `first` may be negative. */
  inputSpan(outputs: Span): Span;
  /**
   * @param input   the samples of `inputSpan(outputs)`, from its `first` on
   * @param outputs at least one
   * @param result  shape [outputs.end - outputs.first]
   */
  run(input: Float32Array, outputs: Span, result: Float32Array): void;
}
