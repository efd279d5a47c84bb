import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { ConfigError } from "../../errors.js";

/** How long S3 may take, and how many requests may be under way. */
export interface S3Limits {
  readonly connectTimeoutMs: number;
  /** Without a byte from the server, before the answer or within it. */
  readonly idleTimeoutMs: number;
  readonly maxSockets: number;
}

// An answer of S3 begins within a second, seldom ten; a machine keeps some tens of transfers going at once.
export const defaultLimits: S3Limits = { connectTimeoutMs: 5_000, idleTimeoutMs: 30_000, maxSockets: 64 };

/**
 * The SDK's client, for listing and writing. Credentials, region, endpoint, retries and checksums come from the SDK's own
 * standard variables and files.
 */
export function createClient(forcePathStyle: boolean, limits: S3Limits): S3Client {
  // Which Node the SDK's later versions will want concerns us who choose the version, not a person with a log to read.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  return new S3Client({
    forcePathStyle,
    requestHandler: {
      connectionTimeout: limits.connectTimeoutMs,
      requestTimeout: limits.idleTimeoutMs,
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets: limits.maxSockets },
      httpsAgent: { keepAlive: true, maxSockets: limits.maxSockets },
    },
  });
}

/** Where a bucket's objects are: `${origin}${basePath}${encoded key}`, and for which region requests are signed. */
export interface BucketAddress {
  readonly protocol: string;
  readonly hostname: string;
  readonly port: number | undefined;
  readonly origin: string;
  /** Ends in "/". */
  readonly basePath: string;
  readonly signingRegion: string;
}

/**
 * Asks the SDK where it would send a request for a bucket, by letting it build one and stopping it there: its rules for
 * endpoints (custom, dual-stack, FIPS, path style) are long and not ours to repeat.
 *
 * @throws ConfigError where it finds no region or the endpoint makes no sense
 */
export async function bucketAddress(client: S3Client, bucket: string): Promise<BucketAddress> {
  const probe = new GetObjectCommand({ Bucket: bucket, Key: PROBE_KEY });
  let built: { protocol: string; hostname: string; port?: number; path: string } | undefined;
  probe.middlewareStack.add(
    () => (args) => {
      built = args.request as typeof built;
      return Promise.resolve({ response: {}, output: { $metadata: {} } });
    },
    { name: "stopBeforeSigning", step: "build", priority: "low" },
  );
  const signingRegion = await settingOf("region", () => client.config.region());
  await settingOf("endpoint", () => client.send(probe));
  if (built === undefined) throw new ConfigError([`s3://${bucket}: the SDK builds no request for this bucket`]);

  const { protocol, hostname, port, path } = built;
  const origin = `${protocol}//${hostname}${port === undefined ? "" : `:${port}`}`;
  return { protocol, hostname, port, origin, basePath: path.slice(0, -PROBE_KEY.length), signingRegion };
}

const PROBE_KEY = "key";

async function settingOf<T>(what: string, resolve: () => Promise<T>): Promise<T> {
  try {
    return await resolve();
  } catch (error) {
    throw new ConfigError([`S3: no usable ${what}: ${(error as Error).message}`], { cause: error });
  }
}
