import { z } from "zod";
import { ConfigError } from "./errors.js";

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
  /** the least important event that is logged; by default what suits the command */
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).optional(),
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
  readonly logLevel: z.infer<typeof environmentSchema>["LOG_LEVEL"];
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
    logLevel: data.LOG_LEVEL,
    s3: Object.freeze({ forcePathStyle: data.AWS_S3_FORCE_PATH_STYLE ?? endpoint !== undefined }),
  });
}

/** An address may hold a password: it is not repeated. */
function problem(variable: string, expected: string, environment: Record<string, string | undefined>): string {
  const received = variable.includes("URL") ? "" : `, received ${JSON.stringify(environment[variable])}`;
  return `${variable}: ${expected}${received}`;
}
