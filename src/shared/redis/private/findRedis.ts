import { ConfigError } from "../../errors.js";
import { canInstallRedis, installRedis } from "./installRedis.js";
import { askToInstall, canAsk } from "./askToInstall.js";
import { runCommand, tail } from "./execCommand.js";

/** How to run the server: a program on PATH, or the redis:7 image in a container. */
export type RedisProgram = { readonly kind: "program"; readonly command: string } | { readonly kind: "container" };

export const REDIS_IMAGE = "redis:7";

/** The ways to get a Redis, in the order in which they are tried; tests replace them. */
export interface RedisSources {
  /** Is this program on PATH and does it run? */
  isOnPath(command: string): Promise<boolean>;
  canInstall(): Promise<boolean>;
  /** Asks the user at the terminal. @returns null if there is no terminal */
  mayInstall(): Promise<boolean | null>;
  /** @returns null if installed, otherwise why not */
  install(): Promise<string | null>;
  hasDocker(): Promise<boolean>;
  /** Makes the image available. @returns null if it is available, otherwise why not */
  pullImage(): Promise<string | null>;
}

export interface FindOptions {
  /** Receives progress messages, one line each. */
  readonly log: (line: string) => void;
  /** false: do not install packages. @defaultValue true */
  readonly install?: boolean | undefined;
}

/**
 * Finds a Redis for this machine: redis-server or valkey-server on PATH; otherwise Debian's package if this user may
 * install it (asking first at a terminal, with a message elsewhere); otherwise the redis:7 container if Docker is
 * running.
 *
 * @throws ConfigError that names one command each for Debian, macOS and Docker, and what failed on the way
 */
export async function findRedis({ log, install = true }: FindOptions, sources = thisMachine): Promise<RedisProgram> {
  const failures: string[] = [];
  const found = await firstOnPath(sources);
  if (found !== null) return found;

  if (install && (await sources.canInstall()) && (await isAllowed(sources, log))) {
    const failure = await sources.install();
    const installed = failure === null ? await firstOnPath(sources) : null;
    if (installed !== null) return installed;
    failures.push(failure ?? "apt-get installed redis-server, but it is not on PATH");
  }

  if (await sources.hasDocker()) {
    log(`no redis-server on PATH: using the ${REDIS_IMAGE} container`);
    const failure = await sources.pullImage();
    if (failure === null) return { kind: "container" };
    failures.push(failure);
  }

  throw new ConfigError([
    "no Redis found: REDIS_URL is not set, and neither redis-server nor valkey-server is on PATH. Install one:",
    "  Debian, Ubuntu:  sudo apt-get install redis-server",
    "  macOS:           brew install redis",
    `  Docker:          docker run -d -p 127.0.0.1:6379:6379 ${REDIS_IMAGE}   (then REDIS_URL=redis://127.0.0.1:6379)`,
    ...failures,
  ]);
}

async function isAllowed(sources: RedisSources, log: (line: string) => void): Promise<boolean> {
  const answer = await sources.mayInstall();
  if (answer === null) log("no redis-server on PATH: installing Debian's package (apt-get install redis-server)");
  return answer ?? true;
}

async function firstOnPath(sources: RedisSources): Promise<RedisProgram | null> {
  for (const command of ["redis-server", "valkey-server"]) {
    if (await sources.isOnPath(command)) return { kind: "program", command };
  }
  return null;
}

const PULL_TIMEOUT_MS = 300_000;

const thisMachine: RedisSources = {
  isOnPath: async (command) => (await runCommand(command, ["--version"])).code === 0,
  canInstall: canInstallRedis,
  mayInstall: async () => (canAsk() ? askToInstall() : Promise.resolve(null)),
  install: installRedis,
  async hasDocker() {
    // Some versions of `docker info` exit with 0 although no daemon responds; the server's version is empty then.
    const { code, output } = await runCommand("docker", ["info", "--format", "{{.ServerVersion}}"]);
    return code === 0 && output.trim() !== "";
  },
  async pullImage() {
    if ((await runCommand("docker", ["image", "inspect", REDIS_IMAGE])).code === 0) return null;
    const { code, output } = await runCommand("docker", ["pull", REDIS_IMAGE], PULL_TIMEOUT_MS);
    return code === 0 ? null : `docker pull ${REDIS_IMAGE}: ${tail(output, 3)}`;
  },
};
