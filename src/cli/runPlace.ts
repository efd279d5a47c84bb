import { access } from "node:fs/promises";
import { join } from "node:path";
import { commandConfig } from "./commandConfig.js";
import { ConfigError, UsageError } from "../shared/errors.js";
import type { Services } from "../runs/services.js";
import { withRedisOf } from "./session.js";

/** The run that a command is about: one in the Redis of REDIS_URL, or one of a `ser run` in its output directory. */
export interface RunPlace {
  /** a run's name; optional if the directory holds one run; may be the directory itself */
  readonly run: string | undefined;
  /** output directory of a `ser run` */
  readonly out: string | undefined;
}

/**
 * Opens the queues of a run and finds its name there.
 *
 * @throws UsageError if neither a run nor a directory is named; ConfigError if the directory holds no run, or several
 */
export async function withRun<T>(
  { run, out }: RunPlace,
  use: (services: Services, name: string) => Promise<T>,
): Promise<T> {
  if (out !== undefined)
    return withRedisOf(out, async (services) => use(services, run ?? (await onlyRun(services, out))));
  if (run === undefined) throw new UsageError("name a run, or the output directory of a ser run with --out DIR");
  const isDirectory = (run.includes("/") || commandConfig().redisUrl === undefined) && (await holdsRun(run));
  if (isDirectory) return withRedisOf(run, async (services) => use(services, await onlyRun(services, run)));
  return withRedisOf(undefined, async (services) => use(services, run));
}

/** Whether a directory is the output directory of a `ser run` with a private Redis. */
export async function holdsRun(dir: string): Promise<boolean> {
  return access(join(dir, "redis")).then(
    () => true,
    () => false,
  );
}

async function onlyRun({ runs }: Services, dir: string): Promise<string> {
  const names = await runs.names();
  const [only] = names;
  if (only === undefined) throw new ConfigError([`${dir}: contains no run`]);
  if (names.length > 1)
    throw new ConfigError([
      `${dir}: contains several runs (${names.join(", ")}); name one, with --out for the directory`,
    ]);
  return only;
}
