/** A function was called with an invalid argument: names the parameter, what it accepts and what it received. */
export class ParameterError extends Error {
  override readonly name = "ParameterError";
  readonly parameter: string;

  constructor(parameter: string, expected: string, received: unknown) {
    super(`${parameter}: expected ${expected}, received ${describe(received)}`);
    this.parameter = parameter;
  }
}

/** Why an input is permanently rejected. A retry cannot help. */
export const inputCodes = [
  "bad-payload",
  "bad-file-name",
  "missing-object",
  "access-denied",
  "archived-object",
  "unsupported-audio",
  "corrupt-audio",
  "truncated-audio",
  "no-sound",
  "no-speech",
  "decoder-missing",
  "too-short",
  "too-large",
  "timed-out",
  "too-few-recordings",
  "corrupt-rows",
  "feature-set-mismatch",
  "bad-embedding",
  "files-unaccounted",
  "no-model",
  "unknown-model",
  "unknown-speaker",
  "bad-source",
  "bad-labels",
  "bad-segment",
  "source-not-allowed",
] as const;
export type InputCode = (typeof inputCodes)[number];

/** An input (a file, an object or a payload) is permanently bad. */
export class InputError extends Error {
  override readonly name = "InputError";
  readonly code: InputCode;

  constructor(code: InputCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A service (Redis, S3, a disk) did not respond. A retry may help. */
export class TransientError extends Error {
  override readonly name = "TransientError";
}

/** Something requested by name, such as a run or a page, does not exist. */
export class NotFoundError extends Error {
  override readonly name = "NotFoundError";
}

/** The command line is wrong: exit code 2; every other failure exits with 1. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The configuration is wrong: lists every problem, before anything starts. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[], options?: ErrorOptions) {
    super(problems.join("\n"), options);
    this.problems = problems;
  }
}

function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number" || typeof value === "boolean" || value === undefined || value === null)
    return String(value);
  return Object.prototype.toString.call(value);
}
