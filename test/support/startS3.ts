import { execFile } from "node:child_process";
import { access, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { freePort } from "../../src/shared/redis/private/ports.js";
import type { MissingService, RunningService } from "./service.js";

const execute = promisify(execFile);

/** The environment with which the AWS SDK reaches the run's S3 server. */
export type S3Environment = Readonly<Record<string, string>>;

// The first start downloads 61 MB of packages.
const SCRIPT_TIMEOUT_MS = 300_000;
const MINIO_IMAGE = "minio/minio";
const DIRECTORY_NAME = "ser-test-s3-";

const HOW_TO_GET_ONE =
  `no S3 server for these tests: set LOCAL_S3_SCRIPT to a script that starts one (../shared/s3/local-s3.sh is looked for), ` +
  `or have Docker and \`docker pull ${MINIO_IMAGE}\``;

/** A real S3 server: local-s3.sh if it exists, otherwise MinIO if Docker runs and has its image. */
export async function startS3(): Promise<RunningService | MissingService> {
  const script = resolve(process.env["LOCAL_S3_SCRIPT"] ?? "../shared/s3/local-s3.sh");
  if (await exists(script)) return startScript(script);
  const image = await localMinioImage();
  return image === null ? { missing: HOW_TO_GET_ONE } : startMinio(image);
}

async function startScript(script: string): Promise<RunningService> {
  await stopLeftOver(script);
  const dir = join(tmpdir(), `${DIRECTORY_NAME}${process.pid}`);
  const [port, monitorPort] = [await freePort(), await freePort()];
  const { stdout } = await execute(script, ["start", dir, String(port), String(monitorPort)], {
    timeout: SCRIPT_TIMEOUT_MS,
  });
  const lines = stdout.split("\n").filter((line) => line.startsWith("AWS_"));
  const environment = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]));
  return { settings: environment satisfies S3Environment, stop: () => stopScript(script, dir) };
}

async function stopScript(script: string, dir: string): Promise<void> {
  await execute(script, ["stop", dir]);
  await rm(dir, { recursive: true, force: true });
}

/** Stops the servers of killed test runs: those whose directory is named after a process that no longer exists. */
async function stopLeftOver(script: string): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(name.startsWith(DIRECTORY_NAME) ? name.slice(DIRECTORY_NAME.length) : Number.NaN);
    if (Number.isInteger(pid) && !isRunning(pid)) await stopScript(script, join(tmpdir(), name));
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** @returns the name and tag of a MinIO image already on this machine, or null: tests do not download one */
async function localMinioImage(): Promise<string | null> {
  try {
    const list = ["images", MINIO_IMAGE, "--format", "{{.Repository}}:{{.Tag}}"];
    const { stdout } = await execute("docker", list, { timeout: 10_000 });
    return stdout.split("\n").find((image) => image !== "" && !image.endsWith(":<none>")) ?? null;
  } catch {
    return null;
  }
}

async function startMinio(image: string): Promise<RunningService> {
  // Ryuk, the library's clean-up container, needs an image that may be missing; we stop what we start.
  process.env["TESTCONTAINERS_RYUK_DISABLED"] ??= "true";
  const { GenericContainer, Wait } = await import("testcontainers");
  const [user, password] = ["localkey", "localsecret"];
  const container = await new GenericContainer(image)
    .withCommand(["server", "/data"])
    .withEnvironment({ MINIO_ROOT_USER: user, MINIO_ROOT_PASSWORD: password })
    .withExposedPorts(9000)
    .withWaitStrategy(Wait.forHttp("/minio/health/live", 9000))
    .start();
  const environment: S3Environment = {
    AWS_ENDPOINT_URL_S3: `http://${container.getHost()}:${container.getMappedPort(9000)}`,
    AWS_ACCESS_KEY_ID: user,
    AWS_SECRET_ACCESS_KEY: password,
    AWS_REGION: "us-east-1",
    AWS_REQUEST_CHECKSUM_CALCULATION: "WHEN_REQUIRED",
  };
  return { settings: environment, stop: () => container.stop().then(() => undefined) };
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}
