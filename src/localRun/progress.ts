import { MultiBar, Presets, type SingleBar } from "cli-progress";
import { terminalText } from "../shared/terminalText.js";
import type { RunStatus } from "../runs/runStatus.js";
import { describeSeconds, progressLine } from "./progressLine.js";

/** Shows a run's progress to the user. */
export interface Progress {
  update(status: RunStatus): void;
  /** Prints a line above the bars. */
  say(line: string): void;
  close(): void;
}

/**
 * Bars on a terminal, plain lines elsewhere. Both go to stderr: stdout is for results. Neither uses colours, so
 * NO_COLOR is always respected.
 */
export function createProgress(isTerminal = process.stderr.isTTY): Progress {
  return isTerminal ? new ProgressBars() : new ProgressLines();
}

class ProgressBars implements Progress {
  readonly #bars = new MultiBar(
    {
      format: (_, { value, total }, { label, notes }: { label: string; notes: readonly string[] }) =>
        progressLine({ label, done: value, total, notes }, process.stderr.columns || 80),
      hideCursor: true,
      stopOnComplete: false,
      stream: process.stderr,
    },
    Presets.shades_classic,
  );
  #files: SingleBar | undefined;
  #training: SingleBar | undefined;

  update(status: RunStatus): void {
    const { done, total } = filesOf(status);
    if (total > 0) {
      this.#files ??= this.#bars.create(total, 0, { label: "files", notes: [] });
      this.#files.setTotal(total);
      this.#files.update(done, { notes: fileNotes(status) });
    }
    const { training } = status;
    if (training !== null) {
      this.#training ??= this.#bars.create(training.planned, 0, { label: "training", notes: [] });
      this.#training.setTotal(training.planned);
      this.#training.update(training.done, { notes: trainingNotes(status) });
    }
  }

  say(line: string): void {
    this.#bars.log(`${terminalText(line)}\n`);
    this.#bars.update();
  }

  close(): void {
    this.#bars.stop();
  }
}

/** Minimum interval between two lines, so that a log file stays readable. */
const lineIntervalMs = 2_000;

class ProgressLines implements Progress {
  #lastLine = "";
  #lastStage = "";
  #lastAt = -Infinity;

  update(status: RunStatus): void {
    const now = performance.now();
    if (status.stage === this.#lastStage && now - this.#lastAt < lineIntervalMs) return;
    const { training } = status;
    const { done, total } = filesOf(status);
    if (status.stage === "listing" && total === 0) return; // nothing to report yet
    const line =
      training === null
        ? `${status.stage}: ${done}/${total} files  ${describeRate(status)}`
        : `${status.stage}: ${training.done}/${training.planned} fits  ${trainingNotes(status).join(", ")}`;
    if (line === this.#lastLine) return;
    this.#lastLine = line;
    this.#lastStage = status.stage;
    this.#lastAt = now;
    this.say(line.trimEnd());
  }

  say(line: string): void {
    process.stderr.write(`${terminalText(line)}\n`);
  }

  close(): void {
    // Lines need no tidying up.
  }
}

function filesOf(status: RunStatus): { done: number; total: number } {
  return { done: status.files.done + status.files.rejected, total: status.files.queued };
}

/** For instance "12 s left, 318 files/s, 3 rejected". */
export function describeRate(status: RunStatus): string {
  return fileNotes(status).join(", ");
}

/** The most important first. */
function fileNotes(status: RunStatus): string[] {
  const parts: string[] = [];
  if (status.stage === "extracting" && status.secondsLeft !== null)
    parts.push(`${describeSeconds(status.secondsLeft)} left`);
  if (status.files.rejected > 0) parts.push(`${status.files.rejected} rejected`);
  if (status.filesPerSec !== null) parts.push(`${status.filesPerSec.toFixed(status.filesPerSec < 10 ? 1 : 0)} files/s`);
  return parts;
}

/** For instance "40 s left", "searching". */
export function trainingNotes({ stage, training }: RunStatus): string[] {
  if (training === null || stage !== "training") return [];
  const left = training.secondsLeft === null ? "estimating time left" : `${describeSeconds(training.secondsLeft)} left`;
  return [left, ...(training.phase === "" ? [] : [training.phase])];
}
