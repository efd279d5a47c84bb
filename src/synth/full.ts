import { mkdir } from "node:fs/promises";
import { ConfigError, InputError } from "../shared/errors.js";
import type { Modality, Recording } from "../corpus/ravdess.js";
import type { ObjectStore } from "../shared/objects/objectStore.js";
import type { S3Settings } from "../shared/objects/s3/client.js";
import { openObjectStore } from "../shared/objects/openObjectStore.js";
import { parsePlace } from "../shared/objects/source.js";
import { isSyntheticMarker, syntheticComment, syntheticMarkerName } from "../corpus/syntheticCorpus.js";
import { encodeWav } from "./encodeWav.js";
import { makeVideos, type Videos } from "./video.js";
import { layoutFull, type FullFile } from "./fullLayout.js";
import { sampleRate, synthesize } from "./voice.js";

export interface FullCorpusSettings {
  /** a directory, created if missing, or s3://bucket/prefix in an existing bucket; empty, or with this same corpus */
  readonly out: string;
  /** how many of the 24 actors, 1 to 24 */
  readonly actors: number;
  /** 0 to 2^32 - 1; the same seed gives the same voices */
  readonly seed: number;
  readonly s3?: S3Settings;
  /** called after each file */
  readonly onFile?: (done: number, total: number) => void;
}

export interface FullCorpus {
  /** files by modality */
  readonly files: Readonly<Record<Modality, number>>;
  /** written now; the others exist from an earlier, interrupted run */
  readonly written: number;
}

/** Concurrent writes: writing a file takes longer than generating it. */
const writesAtOnce = 16;

/**
 * Writes a bucket of RAVDESS's shape: its 7,356 names, a synthetic voice in each wav, and two small videos, generated
 * once and reused for all names of their kind. An interrupted run resumes.
 *
 * @throws ConfigError if ffmpeg is missing, or the place contains anything else: real recordings have the same names
 */
export async function writeFullCorpus({ out, actors, seed, s3, onFile }: FullCorpusSettings): Promise<FullCorpus> {
  const source = parsePlace(out);
  if (source.kind === "directory") await mkdir(source.path, { recursive: true });
  const store = await openObjectStore(out, s3);
  try {
    const present = await claim(store, markerText(actors, seed));
    const all = layoutFull(actors);
    const missing = all.filter(({ key }) => !present.has(key));
    const videos = missing.some(({ recording }) => recording.modality !== "audio-only")
      ? await videosOf(all[0]!.recording, seed)
      : undefined;
    let done = all.length - missing.length;
    await eachOf(missing, async ({ key, recording }) => {
      await store.put(key, contentOf(recording, seed, videos));
      onFile?.(++done, all.length);
    });
    return { files: countByModality(all), written: missing.length };
  } finally {
    await store.close();
  }
}

function contentOf(recording: Recording, seed: number, videos: Videos | undefined): Uint8Array {
  switch (recording.modality) {
    case "audio-only":
      return voiceOf(recording, seed);
    case "audio-video":
      return videos!.audioVideo;
    case "video-only":
      return videos!.videoOnly;
  }
}

async function videosOf(recording: Recording, seed: number): Promise<Videos> {
  const voice = synthesize(recording, seed);
  return makeVideos(encodeWav(voice, sampleRate, syntheticComment), voice.length / sampleRate, syntheticComment);
}

function voiceOf(recording: Recording, seed: number): Uint8Array {
  return encodeWav(synthesize(recording, seed), sampleRate, syntheticComment);
}

function markerText(actors: number, seed: number): string {
  return [
    "This data set is synthetic: no human voice is in it. `ser synth --full` made it, with the names and the number of",
    "files of RAVDESS, to show the system at full size. Accuracies measured on it say nothing about real speech.",
    "",
    `actors ${actors}`,
    `seed ${seed}`,
    "",
  ].join("\n");
}

/** Claims the place with a marker. @returns the existing keys. @throws ConfigError if it belongs to another corpus */
async function claim(store: ObjectStore, marker: string): Promise<ReadonlySet<string>> {
  const found = await readMarker(store);
  const present = await keysOf(store);
  if (found === undefined && present.size > 0)
    throw new ConfigError([`${store.source} is not empty and not a synthetic corpus: choose another place`]);
  if (found !== undefined && found !== marker)
    throw new ConfigError([
      `${store.source} contains another synthetic corpus, see its ${syntheticMarkerName}: choose another place`,
    ]);
  if (found === undefined) await store.put(syntheticMarkerName, new TextEncoder().encode(marker));
  return present;
}

async function readMarker(store: ObjectStore): Promise<string | undefined> {
  try {
    return new TextDecoder().decode((await store.get(syntheticMarkerName)).bytes);
  } catch (error) {
    if (error instanceof InputError && error.code === "missing-object") return undefined;
    throw error;
  }
}

async function keysOf(store: ObjectStore): Promise<Set<string>> {
  const keys = new Set<string>();
  for (let after: string | null = null; ;) {
    const { entries, next } = await store.listPage({ after });
    for (const { key } of entries) if (!isSyntheticMarker(key)) keys.add(key);
    if (next === null) return keys;
    after = next;
  }
}

async function eachOf(files: readonly FullFile[], write: (file: FullFile) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < files.length) await write(files[next++]!);
  };
  await Promise.all(Array.from({ length: writesAtOnce }, lane));
}

function countByModality(files: readonly FullFile[]): Record<Modality, number> {
  const counts: Record<Modality, number> = { "audio-video": 0, "video-only": 0, "audio-only": 0 };
  for (const { recording } of files) counts[recording.modality] += 1;
  return counts;
}
