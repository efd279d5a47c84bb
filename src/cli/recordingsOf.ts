import { readFile, stat } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import type { AudioInput } from "../audio/audioInput.js";
import { type FetchOptions, type ReaderSettings, RecordingReader } from "../audio/recordingReader.js";
import { SkippedFiles } from "../predictionClient/skippedFiles.js";
import { isOneObject } from "../predictionClient/predictItems.js";
import { UsageError } from "../shared/errors.js";
import { fileError } from "../shared/objects/fileErrors.js";
import { openObjectStore, type ObjectStoreSettings } from "../shared/objects/openObjectStore.js";
import { parseSource } from "../shared/objects/source.js";

/** A recording named on the command line, or found in a directory or prefix named there. */
export interface NamedRecording {
  readonly name: string;
  /** @throws InputError if it cannot be read */
  readonly sound: () => Promise<AudioInput>;
}

/**
 * The recordings that `FILE`, `DIRECTORY`, `s3://bucket/key`, `s3://bucket/prefix` or `-` (stdin) stand for.
 *
 * @param skipped counts files whose names are not those of recordings
 */
export async function* recordingsOf(
  text: string,
  limits: ReaderSettings & FetchOptions,
  settings: ObjectStoreSettings,
  skipped: SkippedFiles,
): AsyncGenerator<NamedRecording> {
  if (text === "-") {
    if (process.stdin.isTTY)
      throw new UsageError("-: expected a recording on stdin, as in: ser features - < voice.wav");
    yield { name: "-", sound: async () => ({ kind: "file", bytes: await buffer(process.stdin) }) };
    return;
  }
  const isS3 = parseSource(text).kind === "s3";
  if (!isS3 && !(await isDirectory(text))) {
    yield { name: text, sound: async () => fromDisk(text) };
    return;
  }
  const slash = text.lastIndexOf("/");
  const one = isS3 && isOneObject(text) ? text.slice(slash + 1) : undefined;
  const place = one === undefined ? text.replace(/(?<=[^/])\/+$/, "") : text.slice(0, slash);
  const store = await openObjectStore(place, settings);
  const reader = new RecordingReader(store, limits);
  const recording = (key: string): NamedRecording => ({
    name: `${place}/${key}`,
    sound: async () => (await reader.fetch(key, limits)).sound,
  });
  try {
    if (one !== undefined) {
      yield recording(one);
      return;
    }
    let after: string | null = null;
    do {
      const { entries, next } = await store.listPage({ after });
      for (const entry of entries) if (skipped.isRecording(entry)) yield recording(entry.key);
      after = next;
    } while (after !== null);
  } finally {
    await store.close();
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false, // reported when it is read
  );
}

async function fromDisk(path: string): Promise<AudioInput> {
  try {
    return { kind: "file", bytes: await readFile(path) };
  } catch (error) {
    throw fileError(error, path);
  }
}
