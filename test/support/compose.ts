import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));

/** Images that a machine without a registry has, in place of the exact versions of docker-compose.yml. */
const nodeImage = "node:22-bookworm-slim";
const redisImage = "redis:7";

/** Timeout of one docker command; the first build installs packages. */
const timeoutMs = 600_000;

/** The containers, network and volumes of docker-compose.yml under their own project name, with their own image. */
export interface ComposeProject {
  /** Runs `docker compose ARGS`. @returns its stdout. @throws Error with its output if it fails */
  compose(...args: readonly string[]): Promise<string>;
  /** Runs `docker COMMAND … CONTAINER` on one container of a service; the first has index 1. */
  docker(command: readonly string[], service: string, index?: number): Promise<string>;
  /** Builds a substitute for a service's image from files on this machine. */
  buildImage(service: "prometheus", dir: string): Promise<void>;
  /** Removes everything that the project created. */
  remove(): Promise<void>;
}

/** Why containers cannot run here; undefined if they can. */
export async function missingDocker(): Promise<string | undefined> {
  try {
    await run("docker", ["compose", "version"]);
    await run("docker", ["image", "inspect", nodeImage, redisImage]);
    return undefined;
  } catch (error) {
    return `needs Docker with Compose and the images ${nodeImage} and ${redisImage}: ${(error as Error).message}`;
  }
}

/**
 * @param settings environment variables for docker-compose.yml
 * @param override a second compose file that overrides the first; relative to the repository
 */
export function composeProject(settings: Readonly<Record<string, string>>, override: string): ComposeProject {
  const name = `ser-test-${randomBytes(4).toString("hex")}`;
  const images = {
    NODE_IMAGE: nodeImage,
    REDIS_IMAGE: redisImage,
    SER_IMAGE: name,
    PROMETHEUS_IMAGE: `${name}-prometheus`,
  };
  const env = { PATH: process.env["PATH"], HOME: process.env["HOME"], ...settings, ...images };
  const files = ["--project-directory", root, "-f", "docker-compose.yml", "-f", override];
  const docker = async (...args: readonly string[]): Promise<string> =>
    (await run("docker", [...args], { cwd: root, env, timeout: timeoutMs, maxBuffer: 64e6 })).stdout;
  const compose = async (...args: readonly string[]): Promise<string> =>
    docker("compose", "-p", name, ...files, ...args);
  const built: string[] = [name];
  return {
    compose,
    async buildImage(service, dir) {
      built.push(`${name}-${service}`);
      await docker("build", "--build-arg", `BASE=${nodeImage}`, "--tag", `${name}-${service}`, dir);
    },
    docker: async (command, service, index = 1) => docker(...command, `${name}-${service}-${index}`),
    async remove() {
      await compose("--profile", "*", "down", "--volumes", "--timeout", "1");
      await docker("image", "rm", "--force", ...built);
    },
  };
}
