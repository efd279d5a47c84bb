import { readFileSync } from "node:fs";
import { isIPv4, isIPv6 } from "node:net";
import { isAbsolute } from "node:path";
import { z } from "zod";
import { ConfigError } from "./errors.js";
import { instanceMetadataUrl } from "./process/instanceNotice.js";
import { redisAddressProblem } from "./redis/redisAddress.js";
import type { S3Settings } from "./objects/s3/client.js";
import type { MetricsAddress } from "./telemetry/metricsServer.js";
import type { TracingSettings } from "./telemetry/openTelemetry.js";

/** Default of SER_KEEP_MODELS: number of trainings of a run whose models are kept. */
export const defaultKeptModels = 5;

/** The only supported protocol for traces. Servers that accept protobuf over HTTP accept JSON at the same address. */
const otlpProtocol = z.enum(["http/json", "http/protobuf"], "expected http/json: traces are sent over HTTP").optional();

/**
 * The environment variables; only this file reads them. In addition, the AWS SDK reads its own standard variables:
 * credentials (AWS_PROFILE, AWS_ACCESS_KEY_ID, … or the machine's role), AWS_MAX_ATTEMPTS, AWS_RETRY_MODE,
 * AWS_REQUEST_CHECKSUM_CALCULATION. OpenTelemetry, if it is switched on, reads OTEL_*.
 */
const environmentSchema = z.object({
  /** one server, Sentinels or a cluster, see RedisAddress; if not set, `ser run` starts a private Redis */
  REDIS_URL: z
    .string()
    .refine((text) => redisAddressProblem(text) === undefined, {
      error: ({ input }) => redisAddressProblem(String(input)) ?? "",
    })
    .optional(),
  /** a file that contains REDIS_URL, because every program in a container can read the environment */
  REDIS_URL_FILE: z.string().optional(),
  /** prefix of every key in Redis; the braces keep an installation in one slot of a Redis Cluster */
  SER_PREFIX: z.string().regex(/^\S+$/, "expected a text without spaces").default("{ser}"),
  /** where trained models are kept: redis, a directory or s3://bucket/prefix */
  SER_MODELS: z.string().default("redis"),
  /** number of trainings of a run whose models are kept, newest first; promoted models are always kept */
  SER_KEEP_MODELS: z.coerce
    .number("expected a whole number of at least 1")
    .int("expected a whole number of at least 1")
    .min(1, "expected a whole number of at least 1")
    .default(defaultKeptModels),
  /**
   * a directory, shared with the predict workers, where uploads wait for their prediction; by default they wait in
   * Redis
   */
  SER_UPLOADS: z.string().optional(),
  /**
   * s3:// prefixes and directories, separated by commas, from which runs may be started and predictions over HTTP may
   * read; by default the sources of the runs
   */
  SER_ALLOWED_SOURCES: z
    .string()
    .transform((text) => text.split(",").map((part) => part.trim()))
    .refine((sources) => sources.every((source) => /^s3:\/\/[^/]+/.test(source) || isAbsolute(source)), {
      error: "expected s3://bucket, s3://bucket/prefix or the whole path of a directory, several separated by commas",
    })
    .optional(),
  /** the ffmpeg for formats without a decoder of our own; by default the one on PATH */
  SER_FFMPEG: z.string().optional(),
  /** the ONNX file of the embedding model, for workers and predictions of runs that were made with --embedding */
  SER_EMBEDDING: z.string().optional(),
  /** the dashboard's login; required if it listens on more than loopback */
  SER_DASHBOARD_USER: z.string().optional(),
  SER_DASHBOARD_PASSWORD: z.string().optional(),
  /**
   * host names, separated by commas, that a dashboard without login accepts in addition to localhost and its own
   * address
   */
  SER_DASHBOARD_HOSTS: z
    .string()
    .transform((text) => text.split(",").map((part) => part.trim().toLowerCase()))
    .refine((hosts) => hosts.every((host) => /^[a-z0-9.[\]:_-]+$/.test(host) && !/[^\]]:\d+$/.test(host)), {
      error: "expected names without a port, separated by commas",
    })
    .optional(),
  /**
   * proxies in front of the dashboard, separated by commas: wrong passwords are then counted by the address in their
   * X-Forwarded-For; if not set, all clients behind a proxy count as one
   */
  SER_TRUSTED_PROXIES: z
    .string()
    .transform((text) => text.split(",").map((part) => part.trim()))
    .refine((proxies) => proxies.every(isProxy), {
      error: "expected addresses or subnets such as 10.0.0.0/8, or loopback, separated by commas",
    })
    .optional(),
  /** the lowest level that is logged; the default depends on the command */
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).optional(),
  /**
   * a file that programs on the queues touch every 5 s while they are alive; the container image's health check reads
   * it
   */
  SER_HEALTH_FILE: z.string().optional(),
  /** port on which a worker serves /metrics and /healthz: 0 chooses a free one; if not set, they are not served */
  SER_METRICS_PORT: z.coerce
    .number("expected a port from 0 to 65535")
    .int("expected a port from 0 to 65535")
    .min(0, "expected a port from 0 to 65535")
    .max(65_535, "expected a port from 0 to 65535")
    .optional(),
  /** the address to listen on; 0.0.0.0 for all */
  SER_METRICS_HOST: z.string().default("127.0.0.1"),
  /** endpoints for traces by OTLP over HTTP; either of them, or OTEL_TRACES_EXPORTER=otlp, switches tracing on */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url("expected http://host:port").optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: z.url("expected http://host:port/v1/traces").optional(),
  OTEL_TRACES_EXPORTER: z.enum(["otlp", "none"], "expected otlp or none").optional(),
  OTEL_EXPORTER_OTLP_PROTOCOL: otlpProtocol,
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: otlpProtocol,
  OTEL_SDK_DISABLED: z.stringbool("expected true or false").optional(),
  /** share of extraction jobs that are traced file by file */
  SER_TRACE_JOBS: z.coerce
    .number("expected a number from 0 to 1")
    .min(0, "expected a number from 0 to 1")
    .max(1, "expected a number from 0 to 1")
    .default(1),
  /** address of EC2's instance metadata, for `ser work … --spot`; the AWS SDK reads it too */
  AWS_EC2_METADATA_SERVICE_ENDPOINT: z.url("expected http://host:port").default(instanceMetadataUrl),
  /** by default that of the AWS profile */
  AWS_REGION: z.string().optional(),
  /** an S3 server other than Amazon's; AWS_ENDPOINT_URL_S3 takes precedence over AWS_ENDPOINT_URL */
  AWS_ENDPOINT_URL_S3: z.url("expected http://host:port").optional(),
  AWS_ENDPOINT_URL: z.url("expected http://host:port").optional(),
  /**
   * true: http://host/bucket/key, false: http://bucket.host/key. By default path style for a custom endpoint, which
   * rarely has a DNS name for each bucket, and virtual-hosted style for Amazon.
   */
  AWS_S3_FORCE_PATH_STYLE: z.stringbool("expected true or false").optional(),
  /** send requests to S3 without credentials, like --no-sign-request */
  SER_S3_NO_SIGN_REQUEST: z.stringbool("expected true or false").optional(),
  /** agree to pay for requests to S3, like --request-payer */
  SER_S3_REQUEST_PAYER: z.stringbool("expected true or false").optional(),
});

/** Every variable that is read here; docs/configuration.md describes each. */
export const environmentVariables = Object.keys(environmentSchema.shape);

/** The validated environment. */
export interface Config {
  readonly redisUrl: string | undefined;
  readonly prefix: string;
  readonly models: string;
  readonly keptModels: number;
  readonly uploadsDir: string | undefined;
  readonly allowedSources: readonly string[] | undefined;
  readonly ffmpeg: string | undefined;
  readonly embedding: string | undefined;
  readonly dashboardLogin: { readonly user: string; readonly password: string } | undefined;
  readonly dashboardHosts: readonly string[] | undefined;
  readonly trustedProxies: readonly string[] | undefined;
  readonly logLevel: z.infer<typeof environmentSchema>["LOG_LEVEL"];
  readonly healthFile: string | undefined;
  /** address at which workers serve metrics; undefined: none */
  readonly metricsPort: number | undefined;
  readonly metricsHost: MetricsAddress["host"];
  readonly tracing: TracingSettings;
  readonly instanceMetadataUrl: string;
  readonly s3: S3Settings;
}

/**
 * Reads and validates the environment. An empty variable counts as not set.
 *
 * @throws ConfigError naming all invalid variables
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env): Config {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = environmentSchema.safeParse(withFile(present));
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => problem(String(issue.path[0]), issue.message, present)));
  }
  const { data } = parsed;
  const endpoint = data.AWS_ENDPOINT_URL_S3 ?? data.AWS_ENDPOINT_URL;
  return Object.freeze({
    redisUrl: data.REDIS_URL,
    prefix: data.SER_PREFIX,
    models: data.SER_MODELS,
    keptModels: data.SER_KEEP_MODELS,
    uploadsDir: data.SER_UPLOADS,
    allowedSources: data.SER_ALLOWED_SOURCES,
    ffmpeg: data.SER_FFMPEG,
    embedding: data.SER_EMBEDDING,
    dashboardLogin: login(data.SER_DASHBOARD_USER, data.SER_DASHBOARD_PASSWORD),
    dashboardHosts: data.SER_DASHBOARD_HOSTS,
    trustedProxies: data.SER_TRUSTED_PROXIES,
    logLevel: data.LOG_LEVEL,
    healthFile: data.SER_HEALTH_FILE,
    metricsPort: data.SER_METRICS_PORT,
    metricsHost: data.SER_METRICS_HOST,
    tracing: Object.freeze(tracingOf(data)),
    instanceMetadataUrl: data.AWS_EC2_METADATA_SERVICE_ENDPOINT.replace(/\/$/, ""),
    s3: Object.freeze({
      forcePathStyle: data.AWS_S3_FORCE_PATH_STYLE ?? endpoint !== undefined,
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(data.AWS_REGION === undefined ? {} : { region: data.AWS_REGION }),
      ...(data.SER_S3_NO_SIGN_REQUEST === true ? { noSignRequest: true } : {}),
      ...(data.SER_S3_REQUEST_PAYER === true ? { requestPayer: true } : {}),
    }),
  });
}

/** The environment with REDIS_URL read from REDIS_URL_FILE. */
function withFile(environment: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
  const { REDIS_URL, REDIS_URL_FILE: file } = environment;
  if (file === undefined) return environment;
  if (REDIS_URL !== undefined) throw new ConfigError(["REDIS_URL, REDIS_URL_FILE: set one of the two"]);
  try {
    return { ...environment, REDIS_URL: readFileSync(file, "utf8").trim() };
  } catch (error) {
    throw new ConfigError([`REDIS_URL_FILE: ${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? ""})`], {
      cause: error,
    });
  }
}

function tracingOf(data: z.infer<typeof environmentSchema>): TracingSettings {
  const endpoint = data.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? data.OTEL_EXPORTER_OTLP_ENDPOINT;
  const isWanted = data.OTEL_TRACES_EXPORTER === "otlp" || endpoint !== undefined;
  const isOff = data.OTEL_TRACES_EXPORTER === "none" || data.OTEL_SDK_DISABLED === true;
  return { isOn: isWanted && !isOff, jobShare: data.SER_TRACE_JOBS };
}

/** An address, a subnet or a predefined name, as accepted by Express's "trust proxy". */
function isProxy(text: string): boolean {
  const [address = "", bits] = text.split("/");
  const maxBits = isIPv4(address) ? 32 : isIPv6(address) ? 128 : undefined;
  if (maxBits === undefined) return ["loopback", "linklocal", "uniquelocal"].includes(text);
  return bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= maxBits);
}

/** @throws ConfigError if only one of the two is set, because the dashboard would then have no login */
function login(user: string | undefined, password: string | undefined): Config["dashboardLogin"] {
  if (user === undefined && password === undefined) return undefined;
  if (user === undefined) throw new ConfigError(["SER_DASHBOARD_USER: required when SER_DASHBOARD_PASSWORD is set"]);
  if (password === undefined)
    throw new ConfigError(["SER_DASHBOARD_PASSWORD: required when SER_DASHBOARD_USER is set"]);
  return Object.freeze({ user, password });
}

/** An address may contain a password, so the message does not repeat it. */
function problem(variable: string, expected: string, environment: Record<string, string | undefined>): string {
  const received = /URL|PASSWORD|ENDPOINT/.test(variable) ? "" : `, received ${JSON.stringify(environment[variable])}`;
  return `${variable}: ${expected}${received}`;
}
