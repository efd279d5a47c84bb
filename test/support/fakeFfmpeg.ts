import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach } from "vitest";
import { useFfmpeg } from "../../src/audio/ffmpeg.js";

/** What the script in the place of ffmpeg does. */
export interface FfmpegAnswer {
  /** its standard output */
  readonly output?: Uint8Array;
  /** it writes this many bytes of the output first, and the others a little later. @defaultValue 0 */
  readonly firstBytes?: number;
  /** lines on standard error, such as "[error] bad data" */
  readonly messages?: readonly string[];
  /** @defaultValue 0 */
  readonly exitCode?: number;
}

/** What the script was given. */
export interface FfmpegCall {
  /** without the general options */
  readonly args: readonly string[];
  /** the protocols that it may use */
  readonly protocols: string;
  /** from standard input or the file that the arguments name */
  readonly input: Uint8Array;
  /** the file that the arguments name, and its permissions as `ls -l` prints them */
  readonly file?: { readonly path: string; readonly mode: string };
}

/** The version that the script states. */
export const fakeVersion = "ffmpeg 98.7";

const made: string[] = [];
afterEach(() => useFfmpeg(undefined));
afterAll(async () => {
  for (const dir of made.splice(0)) await rm(dir, { recursive: true });
});

/**
 * Puts a shell script in the place of ffmpeg until the end of the test.
 *
 * @returns reads what the script was given
 * @example const call = await fakeFfmpeg({ output: wavFile(sine(440, 1)) });
 */
export async function fakeFfmpeg({
  output,
  firstBytes = 0,
  messages = [],
  exitCode = 0,
}: FfmpegAnswer): Promise<() => Promise<FfmpegCall>> {
  const dir = await mkdtemp(join(tmpdir(), "ser-fake-ffmpeg-"));
  made.push(dir);
  await writeFile(join(dir, "output"), output ?? new Uint8Array(0));
  await writeFile(join(dir, "messages"), messages.map((line) => `${line}\n`).join(""));
  const program = join(dir, "ffmpeg");
  await writeFile(program, script(dir, firstBytes, exitCode));
  await chmod(program, 0o755);
  useFfmpeg(program);
  return async () => {
    const args = (await readFile(join(dir, "args"), "utf8")).split("\n").slice(0, -1);
    const path = args.find((word) => word.startsWith("file:"))?.slice("file:".length);
    const input = new Uint8Array(await readFile(join(dir, "input")));
    const general = args.indexOf("-protocol_whitelist") + 2;
    const call = { args: args.slice(general), protocols: args[general - 1]!, input };
    if (path === undefined) return call;
    return { ...call, file: { path, mode: (await readFile(join(dir, "mode"), "utf8")).slice(0, 10) } };
  };
}

function script(dir: string, firstBytes: number, exitCode: number): string {
  return `#!/bin/sh
if [ "$1" = -version ]; then echo "${fakeVersion.replace(" ", " version ")} Copyright"; exit; fi
cd "${dir}"
printf '%s\\n' "$@" > args
for word in "$@"; do
  case $word in file:*) path=\${word#file:} ;; esac
done
if [ -n "$path" ]; then ls -l "$path" > mode; cat "$path" > input; else cat > input; fi
cat messages >&2
if [ ${firstBytes} -gt 0 ]; then head -c ${firstBytes} output; sleep 0.05; fi
tail -c +${firstBytes + 1} output
exit ${exitCode}
`;
}
