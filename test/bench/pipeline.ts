/**
 * `npm run bench -- pipeline --source DIR|s3://… [--files 1000] [--threads N] [--store PLACE] [--json]`: extraction as a
 * whole beside what it is made of: the extractor alone on one core, the feature threads fed from memory, and the pipeline
 * from listing to stored rows. Each is measured in a process of its own (see pipelinePhase.ts), the best of three.
 */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { z } from "zod";
import { defaultThreads } from "../../src/shared/threadPool.js";

const execute = promisify(execFile);

const repetitions = 3;

const phaseSchema = z.object({
  files: z.number(),
  filesPerSec: z.number(),
  /** processor time of the process a file, in ms */
  cpuMs: z.number(),
  redisCpuMs: z.number().optional(),
  /** peak memory in MB of 1e6; of the first two, with the files in memory */
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
      json: { type: "boolean", default: false },
    },
  });
  const { source } = values;
  if (source === undefined) {
    process.stderr.write("usage: npm run bench -- pipeline --source DIR|s3://… [--files N] [--threads N] [--json]\n");
    process.exitCode = 2;
    return;
  }
  const measure = async (phase: string): Promise<Phase> => {
    const tries: Phase[] = [];
    for (let i = 0; i < repetitions; i++)
      tries.push(await run([phase, source, values.files, values.threads, values.store]));
    return {
      files: tries[0]!.files,
      filesPerSec: Math.max(...tries.map(({ filesPerSec }) => filesPerSec)),
      cpuMs: Math.min(...tries.map(({ cpuMs }) => cpuMs)),
      redisCpuMs: Math.min(...tries.map(({ redisCpuMs = 0 }) => redisCpuMs)),
      peakMb: Math.max(...tries.map(({ peakMb }) => peakMb)),
    };
  };
  const figures = { compute: await measure("compute"), threads: await measure("threads"), run: await measure("run") };
  process.stdout.write(values.json ? `${JSON.stringify(figures)}\n` : table(figures));
}

async function run(args: readonly string[]): Promise<Phase> {
  const script = fileURLToPath(new URL("pipelinePhase.ts", import.meta.url));
  const { stdout } = await execute(process.execPath, ["--import", "tsx", script, ...args], { timeout: 600_000 });
  return phaseSchema.parse(JSON.parse(stdout.trim().split("\n").at(-1)!));
}

function table({ compute, threads, run }: Readonly<Record<"compute" | "threads" | "run", Phase>>): string {
  const line = (name: string, { filesPerSec, cpuMs, peakMb }: Phase): string =>
    `${name.padEnd(22)} ${filesPerSec.toFixed(0).padStart(6)} files/s   ${cpuMs.toFixed(2).padStart(5)} ms of CPU a file   peak ${peakMb} MB\n`;
  return [
    `${run.files} files\n`,
    line("extractor, one core", compute),
    line("threads, from memory", threads),
    line("pipeline", run),
    `Redis: ${(run.redisCpuMs ?? 0).toFixed(2)} ms a file\n`,
    `pipeline / threads: rate ${(run.filesPerSec / threads.filesPerSec).toFixed(2)}, CPU ${(run.cpuMs / threads.cpuMs).toFixed(2)}\n`,
  ].join("");
}
