import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Template } from "aws-cdk-lib/assertions";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { published, synthStack } from "./synth.js";
import { userDataOf } from "./userData.js";

const run = promisify(execFile);
const scripts = fileURLToPath(new URL("../host/", import.meta.url));

/** EC2's limit in bytes, before encoding. */
const maxUserDataBytes = 16_384;

const userData = userDataOf(Template.fromStack(synthStack()));

describe("a machine's first commands", () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "ser-host-"));
  });
  afterEach(async () => rm(directory, { recursive: true, force: true }));

  test.each([...userData])("are valid bash and within EC2's limit: %s", async (_, text) => {
    const file = join(directory, "user-data");
    await writeFile(file, text);
    await run("bash", ["-n", file]);
    expect(text.length).toBeLessThan(maxUserDataBytes);
  });

  test.each(["Extract", "Train"])("start the worker of the %s fleet, ready for EC2's notices", (fleet) => {
    expect(userData.get(fleet)).toContain(
      `command=('work' '${fleet.toLowerCase()}' '--spot' '--drain-sec' '90')\noptions=('--env=SER_METRICS_PORT=9464' `,
    );
    expect(userData.get(fleet)).toContain("'--publish=127.0.0.1:9464:9464'"); // for this machine only
    expect(userData.get(fleet)).toContain("systemctl enable --now ser@worker");
  });

  test("start the control host's dashboard and metrics", () => {
    for (const name of ["dashboard", "metrics"]) expect(userData.get("Control")).toContain(`enable --now ser@${name}`);
  });

  test("open the dashboard only to its own machine if there is no load balancer", () => {
    expect(userData.get("Control")).toContain("options=('--memory=1200m' '--publish' '127.0.0.1:3000:3000')");
  });

  test("make the dashboard trust the load balancer's client addresses, if there is one", () => {
    const balanced = userDataOf(Template.fromStack(synthStack(published))).get("Control");
    expect(balanced).toContain("'--publish' '3000:3000' '--env' 'SER_TRUSTED_PROXIES=10.0.0.0/16'");
  });

  test("contain no password", () => {
    for (const text of userData.values()) expect(text).not.toContain("{{resolve:");
  });

  test("write the scripts of deploy/aws/host unchanged", async () => {
    for (const name of ["ser", "ser-service", "ser-environment", "ser@.service"])
      expect(userData.get("Extract")).toContain(await readFile(join(scripts, name), "utf8"));
  });
});

describe("the scripts of a machine", () => {
  let directory: string;
  let env: Record<string, string>;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "ser-host-"));
    const bin = join(directory, "bin");
    await mkdir(join(directory, "services"), { recursive: true });
    await mkdir(bin);
    await standIn("docker", `printf '%s\\n' "$@" >> "${directory}/docker-words"`);
    await standIn(
      "aws",
      `case "$*" in *redis-secret*) echo r3d1s ;; *empty-secret*) echo ;; *dashboard-secret*) echo d4sh ;; *) exit 1 ;; esac`,
    );
    await settings({ REDIS_SECRET: "redis-secret" });
    env = {
      PATH: `${bin}:${process.env["PATH"] ?? ""}`,
      SER_SETTINGS: directory,
      SER_RUN_DIRECTORY: join(directory, "run"),
      SER_MEMINFO: join(directory, "meminfo"),
    };
    await writeFile(env["SER_MEMINFO"]!, "MemTotal:        8000000 kB\nMemFree: 1 kB\n");
  });
  afterEach(async () => rm(directory, { recursive: true, force: true }));

  async function standIn(name: string, text: string): Promise<void> {
    const file = join(directory, "bin", name);
    await writeFile(file, `#!/bin/bash\n${text}\n`);
    await chmod(file, 0o755);
  }

  async function settings(given: Readonly<Record<string, string>>): Promise<void> {
    const all = {
      AWS_REGION: "eu-central-1",
      SER_IMAGE: "registry/ser:1",
      SER_MODELS: "s3://results/models",
      REDIS_ADDRESS: "redis.example:6379",
      LOG_GROUP: "log",
      ...given,
    };
    const lines = Object.entries(all).map(([name, value]) => `${name}=${value}\n`);
    await writeFile(join(directory, "settings"), lines.join(""));
  }

  const environment = join("run", "environment");

  test("write the environment with TLS and Redis's password, readable only by root", async () => {
    await run(join(scripts, "ser-environment"), { env });
    const file = join(directory, environment);
    expect(await readFile(file, "utf8")).toBe(
      "AWS_REGION=eu-central-1\nSER_MODELS=s3://results/models\nREDIS_URL=rediss://ser:r3d1s@redis.example:6379\n",
    );
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test("pass the dashboard its login", async () => {
    await settings({ REDIS_SECRET: "redis-secret", DASHBOARD_SECRET: "dashboard-secret" });
    await run(join(scripts, "ser-environment"), { env });
    expect(await readFile(join(directory, environment), "utf8")).toMatch(
      /SER_DASHBOARD_USER=ser\nSER_DASHBOARD_PASSWORD=d4sh\n$/,
    );
  });

  test.each([
    ["that cannot be read", "no-secret"],
    ["that is empty", "empty-secret"],
  ])("stop if the dashboard has a password %s", async (_, secret) => {
    await settings({ REDIS_SECRET: "redis-secret", DASHBOARD_SECRET: secret });
    await expect(run(join(scripts, "ser-environment"), { env })).rejects.toMatchObject({ code: 1 });
    await expect(stat(join(directory, environment))).rejects.toThrow("ENOENT");
  });

  test("run a service in a read-only container, with its log in CloudWatch", async () => {
    await writeFile(
      join(directory, "services", "worker"),
      "command=('work' 'extract' '--spot')\noptions=('--publish' '3000:3000')\n",
    );
    await run(join(scripts, "ser-service"), ["worker"], { env });
    const words = (await readFile(join(directory, "docker-words"), "utf8")).trimEnd().split("\n");
    expect(words.slice(0, 3)).toEqual(["rm", "--force", "ser-worker"]);
    expect(words.slice(3).join(" ")).toMatch(
      /^run --rm --name ser-worker --init --read-only --cap-drop ALL --security-opt no-new-privileges /,
    );
    expect(words.join(" ")).toContain("--memory 7200000k --pids-limit 1024");
    expect(words).toEqual(expect.arrayContaining(["awslogs", "awslogs-group=log", "awslogs-region=eu-central-1"]));
    expect(words.slice(-6)).toEqual(["--publish", "3000:3000", "registry/ser:1", "work", "extract", "--spot"]);
  });

  test("provide ser, with the machine's environment and an output directory", async () => {
    await standIn("id", "echo 0");
    await standIn("install", 'mkdir -p "${@: -1}"');
    await run(join(scripts, "ser"), ["report", "study", "--out", "/out"], { env, cwd: directory });
    const words = (await readFile(join(directory, "docker-words"), "utf8")).trimEnd().split("\n");
    expect(words.slice(-5)).toEqual(["registry/ser:1", "report", "study", "--out", "/out"]);
    expect(words).toEqual(expect.arrayContaining(["--volume", `${directory}/ser-out:/out`, "--no-healthcheck"]));
    expect(words.join(" ")).toContain("--memory 4000000k --pids-limit 1024");
    expect(words).toContain(join(directory, environment));
    expect((await stat(join(directory, "ser-out"))).isDirectory()).toBe(true);
  });

  test("require root when another user calls ser", async () => {
    await standIn("id", "echo 1001");
    await standIn("sudo", 'echo "sudo $*"');
    const { stdout } = await run(join(scripts, "ser"), ["status"], { env, cwd: directory });
    expect(stdout).toBe(`sudo --preserve-env=SER_SETTINGS ${join(scripts, "ser")} status\n`);
  });

  test("give a service more time to stop than a worker needs to drain", async () => {
    const unit = await readFile(join(scripts, "ser@.service"), "utf8");
    const [, docker] = /ExecStop=.*--time (\d+)/.exec(unit)!;
    const [, systemd] = /TimeoutStopSec=(\d+)/.exec(unit)!;
    expect(Number(docker)).toBeGreaterThan(90);
    expect(Number(systemd)).toBeGreaterThan(Number(docker));
  });

  test("do not restart a worker that has drained, but restart one that has crashed", async () => {
    expect(await readFile(join(scripts, "ser@.service"), "utf8")).toContain("\nRestart=on-failure\n");
  });
});
