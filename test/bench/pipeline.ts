/**
 * `npm run bench -- pipeline --source DIR|s3://… [--files 1000] [--threads N] [--store PLACE] [--modality any] [--rounds 3]
 * [--json]`: extraction as a whole, compared with its parts: the extractor alone on one core, the feature threads fed
 * from memory, and the pipeline from listing to stored rows. Each is measured in a separate process (see
 * pipelinePhase.ts).
 *
 * Other programs on the machine slow all three alike: they are measured in turn, compared within each round, and the
 * median over rounds is printed.
 */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { z } from "zod";
import { defaultThreads } from "../../src/shared/threads/threadPool.js";

const execute = promisify(execFile);

const phaseSchema = z.object({
  files: z.number(),
  filesPerSec: z.number(),
  /** CPU time of the process per file, in ms */
  cpuMs: z.number(),
  redisCpuMs: z.number().optional(),
  /** peak memory in MB of 1e6 bytes; for the first two, including the files in memory */
  peakMb: z.number(),
});
type Phase = z.infer<typeof phaseSchema>;

export async function bench(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      source: { type: "string" },
      files: { type: "string", default: "1000" },
      threads: { type: "string", default: String(defaultThreads()) },
      store: { type: "string", default: "redis" },
      modality: { type: "string", default: "audio-only" },
      rounds: { type: "string", default: "3" },
      json: { type: "boolean", default: false },
    },
  });
  const { source } = values;
  if (source === undefined) {
    process.stderr.write("usage: npm run bench -- pipeline --source DIR|s3://… [--files N] [--threads N] [--json]\n");
    process.exitCode = 2;
    return;
  }
  const measure = async (phase: string): Promise<Phase> =>
    run([phase, source, values.files, values.threads, values.store, values.modality]);
  const rounds: Round[] = [];
  for (let i = 0; i < Number(values.rounds); i++)
    rounds.push({ compute: await measure("compute"), threads: await measure("threads"), run: await measure("run") });
  const figures = {
    compute: typical(rounds.map(({ compute }) => compute)),
    threads: typical(rounds.map(({ threads }) => threads)),
    run: typical(rounds.map(({ run }) => run)),
    /** the pipeline relative to its threads */
    ratio: {
      filesPerSec: median(rounds.map(({ threads, run }) => run.filesPerSec / threads.filesPerSec)),
      cpuMs: median(rounds.map(({ threads, run }) => run.cpuMs / threads.cpuMs)),
    },
  };
  process.stdout.write(values.json ? `${JSON.stringify(figures)}\n` : table(figures));
}

type Round = Readonly<Record<"compute" | "threads" | "run", Phase>>;

function typical(phases: readonly Phase[]): Phase {
  return {
    files: phases[0]!.files,
    filesPerSec: median(phases.map(({ filesPerSec }) => filesPerSec)),
    cpuMs: median(phases.map(({ cpuMs }) => cpuMs)),
    redisCpuMs: median(phases.map(({ redisCpuMs = 0 }) => redisCpuMs)),
    peakMb: Math.max(...phases.map(({ peakMb }) => peakMb)),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

async function run(args: readonly string[]): Promise<Phase> {
  const script = fileURLToPath(new URL("pipelinePhase.ts", import.meta.url));
  const { stdout } = await execute(process.execPath, ["--import", "tsx", script, ...args], { timeout: 600_000 });
  return phaseSchema.parse(JSON.parse(stdout.trim().split("\n").at(-1)!));
}

function table({ compute, threads, run, ratio }: Round & { ratio: Pick<Phase, "filesPerSec" | "cpuMs"> }): string {
  const line = (name: string, { filesPerSec, cpuMs, peakMb }: Phase): string =>
    `${name.padEnd(22)} ${filesPerSec.toFixed(0).padStart(6)} files/s   ${cpuMs.toFixed(2).padStart(5)} ms of CPU a file   peak ${peakMb} MB\n`;
  return [
    `${run.files} files\n`,
    line("extractor, one core", compute),
    line("threads, from memory", threads),
    line("pipeline", run),
    `Redis: ${(run.redisCpuMs ?? 0).toFixed(2)} ms a file\n`,
    `pipeline / threads: rate ${ratio.filesPerSec.toFixed(2)}, CPU ${ratio.cpuMs.toFixed(2)}\n`,
  ].join("");
}
