import { ConfigError, InputError, TransientError } from "../../errors.js";
import { ObjectChangedError } from "../objectStore.js";

/** The cause of an error, and so who can fix it. */
type Meaning =
  /** transient: the server is busy, or the network failed */
  | "throttled"
  | "transient"
  /** the bytes were corrupted in transit */
  | "corrupted"
  /** this object */
  | "missing-object"
  | "archived"
  | "changed"
  | "denied"
  /** the settings: other objects would fail too */
  | "no-such-bucket"
  | "other-region"
  | "endpoint"
  | "no-credentials"
  | "credentials"
  /** the server does not support the request */
  | "bad-request";

/** Causes by the error's name in S3, the SDK or Node. */
const BY_NAME: Readonly<Record<string, Meaning>> = {
  SlowDown: "throttled",
  Throttling: "throttled",
  ThrottlingException: "throttled",
  TooManyRequestsException: "throttled",
  RequestLimitExceeded: "throttled",
  BandwidthLimitExceeded: "throttled",
  ServiceUnavailable: "throttled",
  InternalError: "transient",
  RequestTimeout: "transient",
  RequestTimeoutException: "transient",
  RequestTimeTooSkewed: "transient",
  ConditionalRequestConflict: "transient",
  OperationAborted: "transient",
  UND_ERR_CONNECT_TIMEOUT: "transient",
  UND_ERR_HEADERS_TIMEOUT: "transient",
  UND_ERR_BODY_TIMEOUT: "transient",
  UND_ERR_SOCKET: "transient",
  IncompleteBody: "transient",
  ChecksumMismatch: "corrupted",
  ECONNREFUSED: "transient",
  ECONNRESET: "transient",
  ECONNABORTED: "transient",
  EPIPE: "transient",
  ETIMEDOUT: "transient",
  EAI_AGAIN: "transient",
  ENOTFOUND: "transient",
  EHOSTUNREACH: "transient",
  ENETUNREACH: "transient",
  NoSuchKey: "missing-object",
  NotFound: "missing-object",
  MethodNotAllowed: "missing-object", // a delete marker in a versioned bucket
  PreconditionFailed: "changed",
  AccessDenied: "denied",
  InvalidObjectState: "archived",
  NoSuchBucket: "no-such-bucket",
  InvalidBucketName: "no-such-bucket",
  PermanentRedirect: "other-region",
  TemporaryRedirect: "other-region",
  AuthorizationHeaderMalformed: "other-region",
  IllegalLocationConstraintException: "other-region",
  InvalidAccessKeyId: "credentials",
  SignatureDoesNotMatch: "credentials",
  InvalidToken: "credentials",
  ExpiredToken: "credentials",
  TokenRefreshRequired: "credentials",
  CredentialsProviderError: "no-credentials",
  EndpointError: "endpoint",
  TokenProviderError: "no-credentials",
};

/** Causes by HTTP status, if the name is unknown. */
const BY_STATUS: Readonly<Record<number, Meaning>> = {
  301: "other-region",
  400: "bad-request",
  307: "other-region",
  401: "credentials",
  403: "denied",
  404: "missing-object",
  408: "transient",
  412: "changed",
  429: "throttled",
  503: "throttled",
};

/** @returns undefined for an error that is not in the tables: a fault of our own, most likely */
export function meaningOf(error: unknown): Meaning | undefined {
  for (const name of namesOf(error)) {
    const meaning = BY_NAME[name];
    if (meaning !== undefined) return meaning;
  }
  const status = statusOf(error);
  return BY_STATUS[status] ?? (status >= 500 ? "transient" : undefined);
}

/**
 * Converts an error of S3, the SDK or the network to the project's error.
 *
 * @param where the location: s3://bucket/key, or s3://bucket/prefix for a listing
 * @param of    "object" if a single object was requested, "bucket" for the bucket itself
 */
export function s3Error(error: unknown, where: string, of: "object" | "bucket"): unknown {
  const cause = { cause: error };
  const said = describe(error);
  switch (meaningOf(error)) {
    case "throttled":
    case "transient":
      return new TransientError(`${where}: S3 did not respond (${said})`, cause);
    case "corrupted":
      return new TransientError(`${where}: its bytes differ from their checksum (${(error as Error).message})`, cause);
    case "changed":
      return new ObjectChangedError(`${where}: has changed since it was listed (${said})`, cause);
    case "missing-object":
      if (of === "bucket") return new ConfigError([`${where}: nothing is there (${said})`], cause);
      return new InputError("missing-object", `${where}: no such object (${said})`, cause);
    case "archived":
      return new InputError("archived-object", `${where}: ${archivedWords(error)}`, cause);
    case "denied":
      if (of === "bucket")
        return new ConfigError(
          [`${where}: these credentials may not use it (${said}); a bucket whose requesters pay needs --request-payer`],
          cause,
        );
      return new InputError("access-denied", `${where}: may not be read or written (${said})`, cause);
    case "no-such-bucket":
      return new ConfigError([`${where}: no such bucket (${said})`], cause);
    case "other-region":
      return new ConfigError([`${where}: the bucket is in another region (${said}); ${regionHint(error)}`], cause);
    case "endpoint":
      return new ConfigError([`${where}: no usable endpoint (${(error as Error).message})`], cause);
    case "no-credentials":
      return new ConfigError(
        [
          `${where}: no AWS credentials were found (${said}): set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; a public bucket needs none with --no-sign-request`,
        ],
        cause,
      );
    case "credentials":
      return new ConfigError([`${where}: the AWS credentials are refused (${said})`], cause);
    case "bad-request":
      if (of === "object")
        return new InputError(
          "access-denied",
          `${where}: S3 refuses the request: ${(error as Error).message} (${said})`,
          cause,
        );
      return new ConfigError([`${where}: S3 refuses the request: ${(error as Error).message} (${said})`], cause);
    case undefined:
      return error;
  }
}

/** The cause of an error from s3Error, for callers that suggest a remedy; undefined for other errors. */
export function s3Problem(error: unknown): "no-such-bucket" | "credentials" | "denied" | "other" | undefined {
  const meaning = error instanceof Error && error.cause !== undefined ? meaningOf(error.cause) : undefined;
  if (meaning === undefined) return undefined;
  if (meaning === "no-credentials") return "credentials";
  return meaning === "no-such-bucket" || meaning === "credentials" || meaning === "denied" ? meaning : "other";
}

/** An object in Glacier must be restored first. */
function archivedWords(error: unknown): string {
  const { StorageClass } = (error ?? {}) as ErrorFields;
  const place = StorageClass === undefined ? "" : ` (${StorageClass})`;
  return `archived${place}: restore it first (aws s3api restore-object), then ser retry`;
}

function regionHint(error: unknown): string {
  const { Region, $response } = (error ?? {}) as ErrorFields;
  const region = $response?.headers?.["x-amz-bucket-region"] ?? Region;
  return region === undefined ? "set AWS_REGION to its region" : `set AWS_REGION=${region}`;
}

function describe(error: unknown): string {
  const status = statusOf(error);
  const name = namesOf(error).find((candidate) => candidate in BY_NAME) ?? namesOf(error)[0] ?? "unknown error";
  return status === 0 ? name : `${name} (HTTP ${status})`;
}

/** The fields of errors from the SDK, undici and Node. */
interface ErrorFields {
  readonly name?: unknown;
  readonly code?: unknown;
  /** from the XML of S3's AuthorizationHeaderMalformed */
  readonly Region?: string;
  /** from the XML of S3's InvalidObjectState */
  readonly StorageClass?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

function namesOf(error: unknown): string[] {
  const { code, name } = (error ?? {}) as ErrorFields;
  return [code, name].filter((value): value is string => typeof value === "string" && value !== "");
}

/** The HTTP status; 0 if there was no response. */
export function statusOf(error: unknown): number {
  return ((error ?? {}) as ErrorFields).$metadata?.httpStatusCode ?? 0;
}
