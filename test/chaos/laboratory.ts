import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { startS3, type S3Environment } from "../support/startS3.js";
import { makeCorpus, upload, type Corpus } from "./corpus.js";
import type { Outcome } from "./outcome.js";
import { undisturbed } from "./undisturbed.js";

/**
 * The set-up shared by all scenarios: a corpus in a directory and in a bucket, and the outcome of an undisturbed run.
 */
export interface Laboratory {
  readonly dir: string;
  readonly corpusDir: string;
  readonly corpus: Corpus;
  readonly s3: { readonly environment: S3Environment; readonly client: S3Client } | { readonly missing: string };
  /** read-only: no scenario writes to it */
  readonly bucket: string;
  /** the outcome of an undisturbed run of the corpus */
  readonly expected: Outcome;
  close(): Promise<void>;
}

const actors = 4;

export async function openLaboratory(): Promise<Laboratory> {
  const dir = await mkdtemp(join(tmpdir(), "ser-chaos-"));
  const corpusDir = join(dir, "corpus");
  const starting = startS3();
  starting.catch(() => undefined); // thrown below
  const corpus = await makeCorpus(corpusDir, actors);
  const [service, expected] = await Promise.all([starting, undisturbed(join(dir, "undisturbed"), corpusDir, {})]);
  const bucket = `chaos-${randomBytes(4).toString("hex")}`;
  const s3 = "missing" in service ? service : await fill(service.settings as S3Environment, bucket, corpus);
  return {
    dir,
    corpusDir,
    corpus,
    s3,
    bucket,
    expected,
    async close() {
      if ("stop" in service) await service.stop();
      await rm(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function fill(
  environment: S3Environment,
  bucket: string,
  corpus: Corpus,
): Promise<{ environment: S3Environment; client: S3Client }> {
  const client = clientFor(environment);
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  await upload(client, bucket, corpus);
  return { environment, client };
}

function clientFor(environment: S3Environment): S3Client {
  return new S3Client({
    endpoint: environment["AWS_ENDPOINT_URL_S3"] ?? "",
    region: environment["AWS_REGION"] ?? "us-east-1",
    credentials: {
      accessKeyId: environment["AWS_ACCESS_KEY_ID"] ?? "",
      secretAccessKey: environment["AWS_SECRET_ACCESS_KEY"] ?? "",
    },
    forcePathStyle: true,
    requestChecksumCalculation: "WHEN_REQUIRED",
  });
}
