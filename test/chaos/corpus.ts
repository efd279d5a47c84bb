import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { writeCorpus } from "../../src/synth/main.js";

/** Recordings by key. Every scenario lists these. */
export type Corpus = ReadonlyMap<string, Uint8Array>;

const seed = 1;

/** A synthetic corpus of a few actors, 30 recordings each, in a directory. */
export async function makeCorpus(dir: string, actors: number): Promise<Corpus> {
  await writeCorpus({ outDir: dir, actors, seed });
  const files = (await readdir(dir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).sort();
  return new Map(
    await Promise.all(paths.map(async (path) => [path.slice(dir.length + 1), await readFile(path)] as const)),
  );
}

export async function upload(client: S3Client, bucket: string, corpus: Corpus): Promise<void> {
  for (const [key, bytes] of corpus) await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes }));
}
