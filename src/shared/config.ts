import { z } from "zod";
import { ConfigError } from "./errors.js";
import { instanceMetadataUrl } from "./instanceNotice.js";

/**
 * The environment, the only place that reads it. The AWS SDK reads its own standard variables besides: credentials
 * (AWS_PROFILE, AWS_ACCESS_KEY_ID, … or the machine's role), AWS_REGION, AWS_ENDPOINT_URL_S3, AWS_MAX_ATTEMPTS,
 * AWS_RETRY_MODE, AWS_REQUEST_CHECKSUM_CALCULATION.
 */
const environmentSchema = z.object({
  /** redis://[user:password@]host:port[/db] or rediss:// for TLS; without it `ser run` starts a private Redis */
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: "expected redis://host:port or rediss://host:port" }).optional(),
  /** what every key in Redis begins with; the braces keep one installation in one slot of a Redis Cluster */
  SER_PREFIX: z.string().regex(/^\S+$/, "expected a text without spaces").default("{ser}"),
  /** where trained models are kept: redis, a directory or s3://bucket/prefix */
  SER_MODELS: z.string().default("redis"),
  /**
   * s3:// prefixes, separated by commas, that predictions over HTTP may read from; by default the sources of the runs
   * that lie in S3
   */
  SER_ALLOWED_SOURCES: z
    .string()
    .transform((text) => text.split(",").map((part) => part.trim()))
    .refine((sources) => sources.every((source) => /^s3:\/\/[^/]+/.test(source)), {
      error: "expected s3://bucket or s3://bucket/prefix, several separated by commas",
    })
    .optional(),
  /** who may see the dashboard; needed where it listens on more than loopback */
  SER_DASHBOARD_USER: z.string().optional(),
  SER_DASHBOARD_PASSWORD: z.string().optional(),
  /** the least important event that is logged; by default what suits the command */
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).optional(),
  /** a file that a program on the queues touches every 5 s while it lives; the container image's health check reads it */
  SER_HEALTH_FILE: z.string().optional(),
  /** where an EC2 instance asks about itself, for `ser work … --spot`; the AWS SDK reads it too */
  AWS_EC2_METADATA_SERVICE_ENDPOINT: z.url("expected http://host:port").default(instanceMetadataUrl),
  /** an S3 server other than Amazon's; AWS_ENDPOINT_URL_S3 goes before AWS_ENDPOINT_URL */
  AWS_ENDPOINT_URL_S3: z.url("expected http://host:port").optional(),
  AWS_ENDPOINT_URL: z.url("expected http://host:port").optional(),
  /**
   * true: http://host/bucket/key, false: http://bucket.host/key. By default path style for a custom endpoint, whose
   * host seldom has a DNS name for each bucket, and Amazon's own way otherwise.
   */
  AWS_S3_FORCE_PATH_STYLE: z.stringbool("expected true or false").optional(),
});

/** The environment, checked. */
export interface Config {
  readonly redisUrl: string | undefined;
  readonly prefix: string;
  readonly models: string;
  readonly allowedSources: readonly string[] | undefined;
  readonly dashboardLogin: { readonly user: string; readonly password: string } | undefined;
  readonly logLevel: z.infer<typeof environmentSchema>["LOG_LEVEL"];
  readonly healthFile: string | undefined;
  readonly instanceMetadataUrl: string;
  readonly s3: { readonly forcePathStyle: boolean };
}

/**
 * Reads and checks the environment. A variable that is set to nothing counts as not set.
 *
 * @throws ConfigError naming every variable that is wrong, at once
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env): Config {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = environmentSchema.safeParse(present);
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => problem(String(issue.path[0]), issue.message, present)));
  }
  const { data } = parsed;
  const endpoint = data.AWS_ENDPOINT_URL_S3 ?? data.AWS_ENDPOINT_URL;
  return Object.freeze({
    redisUrl: data.REDIS_URL,
    prefix: data.SER_PREFIX,
    models: data.SER_MODELS,
    allowedSources: data.SER_ALLOWED_SOURCES,
    dashboardLogin: login(data.SER_DASHBOARD_USER, data.SER_DASHBOARD_PASSWORD),
    logLevel: data.LOG_LEVEL,
    healthFile: data.SER_HEALTH_FILE,
    instanceMetadataUrl: data.AWS_EC2_METADATA_SERVICE_ENDPOINT.replace(/\/$/, ""),
    s3: Object.freeze({ forcePathStyle: data.AWS_S3_FORCE_PATH_STYLE ?? endpoint !== undefined }),
  });
}

/** @throws ConfigError where only one of the two is set: half a login would be none */
function login(user: string | undefined, password: string | undefined): Config["dashboardLogin"] {
  if (user === undefined && password === undefined) return undefined;
  if (user === undefined) throw new ConfigError(["SER_DASHBOARD_USER: not set, though SER_DASHBOARD_PASSWORD is"]);
  if (password === undefined) throw new ConfigError(["SER_DASHBOARD_PASSWORD: not set, though SER_DASHBOARD_USER is"]);
  return Object.freeze({ user, password });
}

/** An address may hold a password: it is not repeated. */
function problem(variable: string, expected: string, environment: Record<string, string | undefined>): string {
  const received = /URL|PASSWORD/.test(variable) ? "" : `, received ${JSON.stringify(environment[variable])}`;
  return `${variable}: ${expected}${received}`;
}
