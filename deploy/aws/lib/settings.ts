import { parseS3Place, type S3Place } from "./s3Place.js";

/** x86_64 is what this project is measured and tested on; arm64 (Graviton) costs about a fifth less. */
export const architectures = ["x86_64", "arm64"] as const;
export type Architecture = (typeof architectures)[number];

/** The settings of the fleet. */
export interface Settings {
  /** where the recordings are; read-only */
  readonly source: S3Place;
  /** where rows, models and reports are written */
  readonly results: S3Place;
  readonly architecture: Architecture;
  /** maximum number of extract machines */
  readonly maxExtract: number;
  /** maximum number of train machines */
  readonly maxTrain: number;
  readonly redisNodeType: string;
  /** replicas of Redis in other zones that take over if a zone fails */
  readonly redisReplicas: number;
  /** address that is notified of alarms */
  readonly alarmEmail: string | undefined;
  /** the dashboard on the internet; undefined: it is only reachable through Session Manager */
  readonly publicDashboard: { readonly certificateArn: string; readonly from: readonly string[] } | undefined;
}

/** Reads `cdk … -c name=value` and reports all problems at once. */
export class SettingsError extends Error {
  constructor(problems: readonly string[]) {
    super(`invalid settings:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
    this.name = "SettingsError";
  }
}

/**
 * @param given what `-c name=value` and cdk.json give: texts, or undefined
 * @throws SettingsError
 */
export function readSettings(given: (name: string) => unknown): Settings {
  const problems: string[] = [];
  const text = (name: string): string | undefined => {
    const value = given(name);
    if (typeof value === "number") return String(value); // from cdk.json
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const place = (name: string): S3Place => {
    const parsed = parseS3Place(text(name) ?? "");
    if (parsed === undefined) problems.push(`-c ${name}=s3://bucket/prefix: received ${text(name) ?? "nothing"}`);
    return parsed ?? { url: "", bucket: "", prefix: "" };
  };
  const count = (name: string, least: number, most: number, otherwise: number): number => {
    const value = Number(text(name) ?? otherwise);
    if (!Number.isInteger(value) || value < least || value > most)
      problems.push(`-c ${name}=N: expected a whole number from ${least} to ${most}, received ${text(name) ?? ""}`);
    return value;
  };
  const matching = (name: string, pattern: RegExp, example: string): string | undefined => {
    const value = text(name);
    if (value !== undefined && !pattern.test(value)) problems.push(`-c ${name}=${example}: received ${value}`);
    return value;
  };

  const source = place("source");
  const results = place("results");
  if (source.url !== "" && source.bucket === results.bucket && overlap(source.prefix, results.prefix))
    problems.push(`results must be outside the source, or workers could write there: ${source.url}, ${results.url}`);
  const architecture = architectures.find((one) => one === (text("architecture") ?? architectures[0]));
  if (architecture === undefined) problems.push(`-c architecture=${architectures.join("|")}`);
  const certificateArn = matching("certificateArn", /^arn:[^:]+:acm:[^:]+:\d{12}:certificate\/.+/, "arn:aws:acm:…");
  const from = matching("dashboardFrom", /^[\d.]+\/\d+(,[\d.]+\/\d+)*$/, "203.0.113.0/24[,…]")?.split(",");
  if ((certificateArn === undefined) !== (from === undefined))
    problems.push(
      "certificateArn and dashboardFrom go together: without HTTPS the password would be sent over the internet in clear text, " +
        "and the addresses that may connect must be given (0.0.0.0/0 for all)",
    );
  const settings = {
    source,
    results,
    architecture: architecture ?? architectures[0],
    maxExtract: count("maxExtract", 1, 1_000, 20),
    maxTrain: count("maxTrain", 1, 100, 4),
    redisNodeType: matching("redisNodeType", /^cache\.[a-z0-9]+\.[a-z0-9]+$/, "cache.t4g.small") ?? "cache.t4g.small",
    redisReplicas: count("redisReplicas", 0, 5, 0),
    alarmEmail: matching("alarmEmail", /^\S+@\S+$/, "somebody@example.org"),
    publicDashboard: certificateArn === undefined || from === undefined ? undefined : { certificateArn, from },
  };
  if (problems.length > 0) throw new SettingsError(problems);
  return settings;
}

/** Whether one of two prefixes contains the other. */
function overlap(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a);
}
