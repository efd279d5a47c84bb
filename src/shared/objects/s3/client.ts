import { S3Client } from "@aws-sdk/client-s3";
import { EnvHttpProxyAgent, type Dispatcher } from "undici";
import { ConfigError } from "../../errors.js";
import { deliverBodies, S3Handler } from "./body.js";

/** Of the program, see config.ts. */
export interface S3Settings {
  /** true: http://host/bucket/key, false: http://bucket.host/key, Amazon's own way */
  readonly forcePathStyle?: boolean;
  /** a server other than Amazon's; by default what the SDK's variables and files say */
  readonly endpoint?: string;
  readonly region?: string;
  /** send requests without credentials, as public buckets take them. @defaultValue false */
  readonly noSignRequest?: boolean;
  /** agree to pay for requests, as "requester pays" buckets want it. @defaultValue false */
  readonly requestPayer?: boolean;
  readonly limits?: S3Limits;
}

/** How long S3 may take, and how many requests may be under way. */
export interface S3Limits {
  readonly connectTimeoutMs: number;
  /** Without a byte from the server, before the response or within it. */
  readonly idleTimeoutMs: number;
  readonly maxSockets: number;
}

// A response of S3 begins within a second, seldom ten; a machine keeps some tens of transfers going at once.
export const defaultLimits: S3Limits = { connectTimeoutMs: 5_000, idleTimeoutMs: 30_000, maxSockets: 64 };

/** S3 and other servers close idle connections after 5 s and more: we close ours first, so that no request meets that. */
const keepAliveMs = 4_000;

/**
 * The SDK's client with undici as its transport: docs/decisions/s3-client.md says why. Credentials, region, endpoint,
 * retries and proxies (HTTPS_PROXY, HTTP_PROXY, NO_PROXY) come from the standard variables and files.
 *
 * @throws ConfigError where region or proxy are missing or make no sense
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
    // The middleware is put together once for each command, not for each request: a third of the SDK's own work.
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
