import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Template } from "aws-cdk-lib/assertions";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { synthStack } from "./synth.js";
import { deployedValue, userDataOf } from "./userData.js";

const run = promisify(execFile);
const userData = userDataOf(Template.fromStack(synthStack()));

/** The commands that a machine's first boot calls; each records its call in one list. */
const standIns = ["dnf", "systemctl", "docker"] as const;

/** The first commands, really run, in a directory that represents the machine's root. */
describe("a machine that starts for the first time", () => {
  let root: string;
  let env: Record<string, string>;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "ser-boot-"));
    for (const directory of ["bin", "usr/local/bin", "etc/systemd/system"])
      await mkdir(join(root, directory), { recursive: true });
    // A command that receives a password reads it; otherwise the writer would end with a broken pipe.
    const answer = `[ "$1" != login ] || cat > "${root}/docker-password"`;
    for (const name of standIns) await standIn(name, `echo "${name} $*" >> "${root}/calls"; ${answer}`);
    await standIn("aws", `[ "$1 $2" = "ecr get-login-password" ] && echo ecr-token || echo s3cret`);
    env = {
      PATH: `${join(root, "bin")}:${process.env["PATH"] ?? ""}`,
      SER_SETTINGS: join(root, "etc/ser"),
      SER_RUN_DIRECTORY: join(root, "run"),
    };
  });
  afterEach(async () => rm(root, { recursive: true, force: true }));

  async function standIn(name: string, text: string): Promise<void> {
    const file = join(root, "bin", name);
    await writeFile(file, `#!/bin/bash\n${text}\n`);
    await chmod(file, 0o755);
  }

  async function boot(machine: string): Promise<string[]> {
    const file = join(root, "user-data");
    await writeFile(file, userData.get(machine)!.replaceAll(/(?<=[ "])\/(etc|usr\/local\/bin)\//g, `${root}/$1/`));
    await run("bash", [file], { env });
    return (await readFile(join(root, "calls"), "utf8")).trimEnd().split("\n");
  }

  async function start(service: string): Promise<string> {
    const scripts = join(root, "usr/local/bin");
    await run(join(scripts, "ser-environment"), { env });
    await run(join(scripts, "ser-service"), [service], { env });
    const calls = await readFile(join(root, "calls"), "utf8");
    return calls.trimEnd().split("\n").at(-1)!;
  }

  test("installs Docker, fetches the image, and only then starts its service", async () => {
    const calls = await boot("Extract");
    expect(calls.map((call) => call.replaceAll(deployedValue, "…"))).toEqual([
      "dnf install -y docker",
      "systemctl enable --now docker",
      expect.stringMatching(/^docker login --username AWS --password-stdin /),
      "docker pull --quiet …",
      "systemctl daemon-reload",
      "systemctl enable --now ser@worker",
    ]);
    expect(await readFile(join(root, "docker-password"), "utf8")).toBe("ecr-token\n");
  });

  test("starts nothing if the image cannot be fetched", async () => {
    await standIn("docker", `[ "$1" != pull ] || exit 1; cat > /dev/null`);
    await expect(boot("Extract")).rejects.toMatchObject({ code: 1 });
    expect(await readFile(join(root, "calls"), "utf8")).not.toContain("ser@worker");
  });

  test("has its scripts where systemd expects them, executable", async () => {
    await boot("Extract");
    const unit = await readFile(join(root, "etc/systemd/system/ser@.service"), "utf8");
    const called = [...unit.matchAll(/^Exec\w+=(\/usr\/local\/bin\/\S+)/gm)].map(([, path]) => path!);
    expect(called.length).toBe(2);
    for (const path of called) expect((await stat(join(root, path))).mode & 0o111).toBe(0o111);
  });

  test.each([
    ["Extract", "worker", "work extract --spot --drain-sec 90"],
    ["Train", "worker", "work train --spot --drain-sec 90"],
    ["Control", "dashboard", "dashboard --read-only --host 0.0.0.0 --port 3000"],
    ["Control", "metrics", "publish-metrics --namespace SpeechEmotionWorkers"],
  ])("of %s runs, as %s, ser %s", async (machine, service, command) => {
    await boot(machine);
    const words = await start(service);
    expect(words).toMatch(new RegExp(`^docker run .*${deployedValue} ${command}$`));
    expect(words).toContain(`--env-file ${root}/run/environment`);
  });

  test("gives only the control host the dashboard's login", async () => {
    await boot("Control");
    await start("dashboard");
    expect(await readFile(join(root, "run/environment"), "utf8")).toContain("SER_DASHBOARD_PASSWORD=s3cret\n");
    await boot("Extract");
    await start("worker");
    expect(await readFile(join(root, "run/environment"), "utf8")).not.toContain("DASHBOARD");
  });
});
