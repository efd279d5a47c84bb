import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { readOutcome, type Outcome } from "./outcome.js";
import { Processes } from "./processes.js";
import { ChaosError } from "./chaosError.js";

/** The name of every scenario's run: model ids contain it. */
export const runName = "chaos";

/** Small jobs, so that faults fall between them, and a search of about a second. */
export const runOptions = [
  "--run",
  runName,
  "--files-per-job",
  "8",
  "--grid",
  "test/fixtures/oneCandidate.json",
  "--no-nested",
  "--no-convolutions",
  "--no-noisy-copies",
  "--prune-steps",
  "1",
];

/** The outcome without faults: `ser run`, then an export of its rows with all digits. */
export async function undisturbed(
  dir: string,
  source: string,
  env: Readonly<Record<string, string>>,
): Promise<Outcome> {
  await mkdir(dir);
  const processes = new Processes();
  const out = join(dir, "out");
  const run = processes.start(["run", source, "--out", out, ...runOptions], env);
  if ((await run.ended) !== 0) throw new ChaosError(`the undisturbed run failed: ${run.output()}`);
  return outcomeOf(processes, out, env);
}

/** The outcome of a finished `ser run`. */
export async function outcomeOf(
  processes: Processes,
  out: string,
  env: Readonly<Record<string, string>>,
): Promise<Outcome> {
  const lines = join(out, "rows.jsonl");
  const words = ["export", out, "--out", lines];
  const exported = processes.start(words, env);
  if ((await exported.ended) !== 0) throw new ChaosError(`ser export failed: ${exported.output()}`);
  return readOutcome(out, lines);
}
