import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { readOutcome, type Outcome } from "./outcome.js";
import { Processes } from "./processes.js";
import { ChaosError } from "./chaosError.js";

/** Every scenario's run has this name: model ids hold it. */
export const runName = "chaos";

/** Jobs of few files, so that faults fall between them; a search that takes a second. */
export const runOptions = [
  "--run",
  runName,
  "--files-per-job",
  "8",
  "--grid",
  "test/fixtures/oneCandidate.json",
  "--no-nested",
  "--no-convolutions",
  "--prune-steps",
  "1",
];

/** What comes out where nothing goes wrong: `ser run`, then its rows with all their digits. */
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

/** Of a `ser run` that is over. */
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
