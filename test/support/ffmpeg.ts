import { execFile, execFileSync } from "node:child_process";
import { promisify } from "node:util";

/** Why tests with ffmpeg are skipped; undefined if it is installed. */
export const ffmpegMissing: string | undefined = findFfmpeg();

function findFfmpeg(): string | undefined {
  try {
    execFileSync("ffmpeg", ["-version"], { stdio: "ignore" });
    return undefined;
  } catch {
    return "needs ffmpeg (Debian: apt-get install ffmpeg)";
  }
}

export async function ffmpeg(...args: string[]): Promise<void> {
  await promisify(execFile)("ffmpeg", ["-loglevel", "error", "-y", ...args]);
}

/**
 * A file's first audio track as decoded by ffmpeg, channels averaged, shape [nSamples].
 *
 * @param decoder a decoder other than ffmpeg's default
 */
export async function ffmpegSamples(file: string, decoder?: string): Promise<Float32Array> {
  const { stdout } = await promisify(execFile)(
    "ffmpeg",
    [
      "-loglevel",
      "error",
      ...(decoder === undefined ? [] : ["-c:a", decoder]),
      "-i",
      file,
      "-vn",
      "-ac",
      "1",
      "-f",
      "f32le",
      "-",
    ],
    { encoding: "buffer", maxBuffer: 2 ** 28 },
  );
  return new Float32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.byteLength));
}
