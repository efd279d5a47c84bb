import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Writable } from "node:stream";
import { InputError } from "../shared/errors.js";

/** A conversion by ffmpeg from standard input or a file to standard output. */
export interface FfmpegRun {
  /** arguments after the general options */
  readonly args: readonly string[];
  /** standard input; nothing if `args` name a file */
  readonly input: Iterable<Uint8Array>;
  /** more output terminates the process */
  readonly maxBytes: number;
  readonly take: (bytes: Buffer) => void;
  /** it may read local files. @defaultValue false */
  readonly readsFile?: boolean;
  /** @defaultValue two minutes */
  readonly timeoutMs?: number;
}

/** ffmpeg's other messages. */
export interface FfmpegReport {
  /** the first few, one per line */
  readonly errors: readonly string[];
  /** its messages about the file, line by line */
  readonly info: readonly string[];
}

/** How to install ffmpeg if it is missing. */
export const ffmpegRemedy = "apt-get install ffmpeg, or brew install ffmpeg";

/**
 * Time limit for a process that would never end. Six minutes with eight channels take a few seconds on an idle machine.
 */
const defaultTimeoutMs = 120_000;

/** Limit on the process's address space in KiB, the shell's unit: its libraries take a quarter of it. */
const maxMemoryKib = 1_048_576;
/** Limit on one packet or table, in bytes. */
const maxAllocation = 268_435_456;

/** Bytes per write: each write is a message between processes. */
const blockBytes = 65_536;

/** Limits on the messages that are kept. */
const maxLines = 200;
const maxLineLength = 300;

let program = "ffmpeg";
let version: Promise<string | undefined> | undefined;

/** Sets the ffmpeg to use in this thread. @defaultValue the one on PATH */
export function useFfmpeg(path: string | undefined): void {
  const wanted = path ?? "ffmpeg";
  if (wanted !== program) version = undefined;
  program = wanted;
}

/** For instance "ffmpeg 5.1.9"; undefined if it is not installed (yet). */
export async function ffmpegVersion(): Promise<string | undefined> {
  version ??= askVersion();
  const found = await version;
  if (found === undefined) version = undefined; // it may be installed while this program runs
  return found;
}

async function askVersion(): Promise<string | undefined> {
  const process = spawn(program, ["-version"], { stdio: ["ignore", "pipe", "ignore"], timeout: defaultTimeoutMs });
  let text = "";
  process.stdout.on("data", (bytes: Buffer) => (text += bytes.toString("latin1")));
  await once(process, "close").catch(() => undefined); // "error": no such program, hence no text
  const found = /^ffmpeg version (\d+(?:\.\d+)*|\S+)/.exec(text)?.[1];
  return found === undefined ? undefined : `ffmpeg ${found}`;
}

/**
 * Runs ffmpeg with limits on time, memory and output; it reads only its input.
 *
 * @throws InputError "corrupt-audio" with ffmpeg's first message; "timed-out"; errors of `take`. The process has
 *   ended by then.
 */
export async function runFfmpeg(run: FfmpegRun): Promise<FfmpegReport> {
  const { input, maxBytes, take, timeoutMs = defaultTimeoutMs } = run;
  const process = start(run, timeoutMs);
  let fault: Error | undefined;
  const fail = (error: unknown): void => {
    fault ??= error instanceof Error ? error : new Error(String(error));
    process.kill("SIGKILL");
  };
  const lines = linesOf(process);
  let total = 0;
  process.stdout!.on("data", (bytes: Buffer) => {
    if (fault !== undefined) return;
    total += bytes.length;
    try {
      if (total > maxBytes)
        throw new InputError("corrupt-audio", `corrupt audio: ffmpeg decodes it to more than ${maxBytes} bytes`);
      take(bytes);
    } catch (error) {
      fail(error);
    }
  });
  process.stdin!.on("error", () => undefined); // it ended early; its exit code decides
  const closed = once(process, "close") as Promise<[number | null, NodeJS.Signals | null]>;
  closed.catch(() => undefined); // awaited below
  await writeAll(process.stdin!, input).catch(fail);
  const [code, signal] = await closed;
  if (fault !== undefined) throw fault;
  const report = lines();
  if (code === 0) return report;
  if (process.killed) throw new InputError("timed-out", `ffmpeg did not decode it within ${timeoutMs / 1_000} s`);
  const [reason] = report.errors;
  const how = signal === null ? `exit code ${String(code)}` : `ended by ${signal}`;
  throw new InputError("corrupt-audio", `corrupt audio: ffmpeg: ${reason ?? how}`);
}

function start({ args, readsFile = false }: FfmpegRun, timeout: number): ChildProcess {
  const all = [
    ...["-nostdin", "-hide_banner", "-nostats", "-loglevel", "level+info", "-threads", "1"],
    ...["-max_alloc", String(maxAllocation), "-protocol_whitelist", readsFile ? "pipe,file" : "pipe"],
    ...args,
  ];
  const options = { timeout, killSignal: "SIGKILL", stdio: "pipe" } as const;
  if (globalThis.process.platform === "win32") return spawn(program, all, options);
  // Node cannot limit a process's memory; the shell can, and then replaces itself with ffmpeg.
  const limited = `ulimit -v ${maxMemoryKib} 2>/dev/null; exec "$0" "$@"`;
  return spawn("/bin/sh", ["-c", limited, program, ...all], options);
}

/** Collects a process's messages, as lines "[error] …" and "[aac @ 0x55…] [info] …". */
function linesOf(process: ChildProcess): () => FfmpegReport {
  let rest = "";
  const lines: string[] = [];
  process.stderr!.on("data", (bytes: Buffer) => {
    const [...parts] = (rest + bytes.toString("utf8")).split("\n");
    rest = parts.pop()!.slice(0, maxLineLength);
    for (const line of parts) if (lines.length < maxLines) lines.push(line.slice(0, maxLineLength));
  });
  const plain = (line: string): string => line.replace(/^(?:\[[^\]]*\] )*/, "").trim();
  return () => {
    const all = [...lines, rest];
    return {
      errors: all.filter((line) => /\[(error|fatal|panic)\]/.test(line)).map(plain),
      info: all.filter((line) => /\[info\]/.test(line)).map(plain),
    };
  };
}

async function writeAll(stdin: Writable, input: Iterable<Uint8Array>): Promise<void> {
  let block: Uint8Array[] = [];
  let bytes = 0;
  const flush = async (): Promise<void> => {
    const isFull = !stdin.write(Buffer.concat(block));
    [block, bytes] = [[], 0];
    if (isFull && !stdin.destroyed) await drained(stdin);
  };
  for (const part of input) {
    if (stdin.destroyed) return;
    block.push(part);
    bytes += part.length;
    if (bytes >= blockBytes) await flush();
  }
  if (bytes > 0 && !stdin.destroyed) await flush();
  stdin.end();
}

async function drained(stdin: Writable): Promise<void> {
  const over = new AbortController();
  const { signal } = over;
  const isOver = Promise.race([once(stdin, "drain", { signal }), once(stdin, "close", { signal })]);
  await isOver.catch(() => undefined); // "error": ffmpeg ended early; its exit code decides
  over.abort();
}
