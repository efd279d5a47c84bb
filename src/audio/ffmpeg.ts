import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Writable } from "node:stream";
import { InputError } from "../shared/errors.js";

/** A conversion by ffmpeg, from its standard input to its standard output. */
export interface FfmpegRun {
  /** what stands between the general options and the end of the line */
  readonly args: readonly string[];
  readonly input: Iterable<Uint8Array>;
  /** output comes in whole frames of so many bytes */
  readonly frameBytes: number;
  /** more output ends the process */
  readonly mostBytes: number;
  readonly take: (bytes: Uint8Array) => void;
}

/** No network, no files: only what it is given. */
const generalArgs = ["-nostdin", "-hide_banner", "-loglevel", "error", "-protocol_whitelist", "pipe", "-threads", "1"];

/** Against a process that never ends. Six minutes of eight channels take a few seconds on a machine at rest. */
const mostMs = 120_000;

/** Written at a time: each write is a message between processes. */
const blockBytes = 65_536;

let version: Promise<string | undefined> | undefined;

/** For instance "ffmpeg 5.1.9"; undefined where it is not installed, or not yet. */
export async function ffmpegVersion(): Promise<string | undefined> {
  version ??= askVersion();
  const found = await version;
  if (found === undefined) version = undefined; // it may be installed while this program runs
  return found;
}

async function askVersion(): Promise<string | undefined> {
  const process = spawn("ffmpeg", ["-version"], { stdio: ["ignore", "pipe", "ignore"], timeout: mostMs });
  let text = "";
  process.stdout.on("data", (bytes: Buffer) => (text += bytes.toString("latin1")));
  const isThere = await once(process, "close").then(
    () => true,
    () => false, // "error": no such program
  );
  const [, found] = /^ffmpeg version (\d+(?:\.\d+)*|\S+)/.exec(text) ?? [];
  return isThere && found !== undefined ? `ffmpeg ${found}` : undefined;
}

/**
 * @throws InputError "corrupt-audio" with the first line of what ffmpeg says; "timed-out"; what `take` throws. The process has
 *   ended by then.
 */
export async function runFfmpeg({ args, input, frameBytes, mostBytes, take }: FfmpegRun): Promise<void> {
  const process = spawn("ffmpeg", [...generalArgs, ...args], { timeout: mostMs, killSignal: "SIGKILL" });
  let fault: Error | undefined;
  const fail = (error: unknown): void => {
    fault ??= error instanceof Error ? error : new Error(String(error));
    process.kill("SIGKILL");
  };
  let complaint = "";
  process.stderr.on("data", (bytes: Buffer) => {
    if (complaint.length < 500) complaint += bytes.toString("utf8");
  });
  let rest: Buffer = Buffer.alloc(0);
  let total = 0;
  process.stdout.on("data", (bytes: Buffer) => {
    if (fault !== undefined) return;
    total += bytes.length;
    if (total > mostBytes) {
      fail(new InputError("corrupt-audio", `corrupt sound: ffmpeg decodes more than ${mostBytes} bytes of it`));
      return;
    }
    const all = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    const whole = all.length - (all.length % frameBytes);
    rest = all.subarray(whole);
    try {
      if (whole > 0) take(all.subarray(0, whole));
    } catch (error) {
      fail(error);
    }
  });
  process.stdin.on("error", () => undefined); // it ended early; its exit code tells
  const closed = once(process, "close") as Promise<[number | null, NodeJS.Signals | null]>;
  closed.catch(() => undefined); // awaited below
  await writeAll(process.stdin, input).catch(fail);
  const [code, signal] = await closed;
  if (fault !== undefined) throw fault;
  if (code === 0) return;
  if (process.killed) throw new InputError("timed-out", `ffmpeg did not decode it within ${mostMs / 1_000} s`);
  const reason = complaint.trim().split("\n")[0] ?? "";
  const how = signal === null ? `exit code ${code ?? "?"}` : `ended by ${signal}`;
  throw new InputError("corrupt-audio", `corrupt sound: ffmpeg: ${reason === "" ? how : reason}`);
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
  await Promise.race([once(stdin, "drain", { signal }), once(stdin, "close", { signal })]);
  over.abort();
}
