import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { ConfigError } from "../shared/errors.js";

export interface Videos {
  /** video and audio */
  readonly audioVideo: Uint8Array;
  /** the same video, no audio */
  readonly videoOnly: Uint8Array;
}

/** The smallest possible test card: only the container matters. mpeg4, because every ffmpeg has it. */
const pictures = (seconds: number): string[] => [
  ...["-f", "lavfi", "-i", `testsrc=size=64x36:rate=30:duration=${seconds}`],
  ...["-c:v", "mpeg4", "-q:v", "31"],
];
/** AAC at 48 kHz as in RAVDESS; audio and video are interleaved every second. */
const sound = ["-c:a", "aac", "-b:a", "128k", "-chunk_duration", "1000000"];
/** ffmpeg takes a fifth of a second. */
const timeoutMs = 60_000;
/** No metadata, no dates: the output is deterministic. */
const exact = ["-fflags", "+bitexact", "-map_metadata", "-1", "-metadata"];

/**
 * Makes a video of a recording with ffmpeg.
 *
 * @param wav     the recording
 * @param seconds its duration
 * @param comment written into both videos
 * @throws ConfigError saying how to install ffmpeg, or with its message
 */
export async function makeVideos(wav: Uint8Array, seconds: number, comment: string): Promise<Videos> {
  const dir = await mkdtemp(join(tmpdir(), "ser-video-"));
  const path = (name: string): string => join(dir, name);
  const video = async (name: string, options: readonly string[]): Promise<Uint8Array> => {
    await ffmpeg(["-i", path("voice.wav"), ...pictures(seconds), ...options, ...exact, `comment=${comment}`, path(name)]); // prettier-ignore
    return readFile(path(name));
  };
  try {
    await writeFile(path("voice.wav"), wav);
    return { audioVideo: await video("audio-video.mp4", sound), videoOnly: await video("video-only.mp4", ["-an"]) };
  } finally {
    await rm(dir, { recursive: true });
  }
}

async function ffmpeg(args: readonly string[]): Promise<void> {
  try {
    await promisify(execFile)("ffmpeg", ["-loglevel", "error", ...args], { timeout: timeoutMs });
  } catch (error) {
    const { code, stderr } = error as { code?: unknown; stderr?: string };
    const problem =
      code === "ENOENT"
        ? "the videos of the full data set need ffmpeg, which is not installed: apt-get install ffmpeg (Debian, Ubuntu), brew install ffmpeg (macOS)"
        : `ffmpeg could not make the videos: ${(stderr ?? "").trim()}`;
    throw new ConfigError([problem], { cause: error });
  }
}
