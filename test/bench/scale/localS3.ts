import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { mapConcurrent } from "../../../src/shared/async/mapConcurrent.js";
import { openObjectStore } from "../../support/openObjectStore.js";
import { startS3, type S3Environment } from "../../support/startS3.js";

/** A local S3 server with recordings in a bucket. */
export interface FilledS3 {
  /** s3://bucket */
  readonly source: string;
  readonly files: number;
  readonly environment: S3Environment;
  /** its process ids; empty if they are unknown, as for a container on another machine */
  readonly pids: readonly number[];
  stop(): Promise<void>;
}

/**
 * Starts the tests' S3 server and uploads a directory's WAVE files to it.
 *
 * @returns the server, or the reason it could not be started
 */
export async function fillLocalS3(dir: string, maxFiles: number): Promise<FilledS3 | { readonly missing: string }> {
  const server = await startS3();
  if ("missing" in server) return server;
  const environment = server.settings as S3Environment;
  Object.assign(process.env, environment);
  const bucket = "scale";
  const client = new S3Client({ forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  client.destroy();
  const source = `s3://${bucket}`;
  const [from, to] = [await openObjectStore(dir), await openObjectStore(source)];
  const keys = (await readdir(dir, { recursive: true }))
    .filter((name) => name.endsWith(".wav"))
    .sort()
    .slice(0, maxFiles);
  await mapConcurrent(keys, 8, async (key) => to.put(key, (await from.get(key)).bytes));
  await Promise.all([from.close(), to.close()]);
  return { source, files: keys.length, environment, pids: await serverPids(), stop: async () => server.stop() };
}

const execute = promisify(execFile);

/**
 * The process ids: local-s3.sh writes them to its directory; for MinIO in a container, those seen by this machine's
 * kernel.
 */
async function serverPids(): Promise<number[]> {
  const dir = join(tmpdir(), `ser-test-s3-${process.pid}`);
  const names = (await readdir(dir).catch(() => [])).filter((name) => name.endsWith(".pid"));
  const pids = await Promise.all(names.map(async (name) => Number(await readFile(join(dir, name), "utf8"))));
  if (pids.length > 0) return pids;
  const pgrep = await execute("pgrep", ["-x", "minio"]).catch(() => ({ stdout: "" }));
  return pgrep.stdout.split("\n").filter(Boolean).map(Number);
}
