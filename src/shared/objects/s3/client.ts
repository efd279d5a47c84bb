import { S3Client } from "@aws-sdk/client-s3";
import { EnvHttpProxyAgent, type Dispatcher } from "undici";
import { ConfigError } from "../../errors.js";
import { deliverBodies, S3Handler } from "./body.js";

/** The program's S3 settings, see config.ts. */
export interface S3Settings {
  /** true: http://host/bucket/key, false: http://bucket.host/key, virtual-hosted style */
  readonly forcePathStyle?: boolean;
  /** a server other than Amazon's; by default from the SDK's variables and files */
  readonly endpoint?: string;
  readonly region?: string;
  /** send requests without credentials, for public buckets. @defaultValue false */
  readonly noSignRequest?: boolean;
  /** agree to pay for requests, for "requester pays" buckets. @defaultValue false */
  readonly requestPayer?: boolean;
  readonly limits?: S3Limits;
}

/** Timeouts, and the maximum number of concurrent requests. */
export interface S3Limits {
  readonly connectTimeoutMs: number;
  /** Time without a byte from the server, before or during the response. */
  readonly idleTimeoutMs: number;
  readonly maxSockets: number;
}

// A response of S3 begins within a second, rarely ten; a machine runs some tens of transfers concurrently.
export const defaultLimits: S3Limits = { connectTimeoutMs: 5_000, idleTimeoutMs: 30_000, maxSockets: 64 };

/**
 * S3 and other servers close idle connections after 5 s or more: we close ours first, so that no request uses a
 * connection that is being closed.
 */
const keepAliveMs = 4_000;

/**
 * The SDK's client with undici as its transport: docs/decisions/s3-client.md says why. Credentials, region, endpoint,
 * retries and proxies (HTTPS_PROXY, HTTP_PROXY, NO_PROXY) come from the standard variables and files.
 *
 * @throws ConfigError if region or proxy are missing or invalid
 */
export async function createClient({
  limits = defaultLimits,
  noSignRequest = false,
  requestPayer = false,
  ...settings
}: S3Settings): Promise<S3Client> {
  const client = new S3Client({
    ...settings,
    ...(noSignRequest ? unsigned : {}),
    useArnRegion: true, // an access point's ARN names its region
    requestHandler: new S3Handler(createDispatcher(limits)),
    // Composes the middleware once per command instead of once per request, which saves a third of the SDK's own work.
    cacheMiddleware: true,
    responseChecksumValidation: "WHEN_REQUIRED",
  });
  client.middlewareStack.use(deliverBodies);
  if (requestPayer)
    client.middlewareStack.add(
      (next) => async (args) => {
        (args.request as { headers: Record<string, string> }).headers["x-amz-request-payer"] = "requester";
        return next(args);
      },
      { name: "agreeToPay", step: "build" },
    );
  await checked("region", async () => client.config.region());
  return client;
}

/** Requests are sent unsigned; the SDK still asks for credentials, and gets some that it never uses. */
const unsigned = {
  credentials: { accessKeyId: "anonymous", secretAccessKey: "anonymous" },
  signer: { sign: async <T>(request: T): Promise<T> => Promise.resolve(request) },
} as const;

function createDispatcher({ connectTimeoutMs, idleTimeoutMs, maxSockets }: S3Limits): Dispatcher {
  try {
    return new EnvHttpProxyAgent({
      connections: maxSockets,
      connect: { timeout: connectTimeoutMs },
      headersTimeout: idleTimeoutMs,
      bodyTimeout: idleTimeoutMs,
      keepAliveTimeout: keepAliveMs,
    });
  } catch (error) {
    throw unusable("proxy", error);
  }
}

async function checked(what: string, resolve: () => Promise<unknown>): Promise<void> {
  try {
    await resolve();
  } catch (error) {
    throw unusable(what, error);
  }
}

function unusable(what: string, error: unknown): ConfigError {
  return new ConfigError([`S3: no usable ${what}: ${(error as Error).message}`], { cause: error });
}
