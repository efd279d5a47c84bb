import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));

interface Service {
  readonly image: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly cap_add?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly mem_limit?: string;
  readonly pids_limit?: number;
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly entrypoint?: readonly string[] | null;
  readonly command?: readonly string[] | null;
  readonly ports?: readonly { readonly host_ip?: string }[];
  readonly volumes?: readonly { readonly source: string; readonly read_only?: boolean }[];
}

async function readServices(env: Readonly<Record<string, string>> = {}): Promise<ReadonlyMap<string, Service>> {
  const words = ["compose", "-f", "docker-compose.yml", "--profile", "*", "config", "--format", "json"];
  const { stdout } = await run("docker", words, { cwd: root, env: { PATH: process.env["PATH"], ...env } });
  return new Map(Object.entries((JSON.parse(stdout) as { services: Record<string, Service> }).services));
}

const services = await readServices().catch(
  (error: unknown) => `needs Docker Compose, of which no daemon: ${String(error)}`,
);

describe("docker-compose.yml", () => {
  if (typeof services === "string") {
    test("needs Docker Compose", ({ skip }) => skip(services));
    return;
  }
  const names = [...services.keys()];
  const get = (name: string): Service => services.get(name)!;

  test.each(names)("gives %s a read-only root file system, no capabilities, and limits", (name) => {
    const service = get(name);
    expect(service).toMatchObject({ read_only: true, cap_drop: ["ALL"], security_opt: ["no-new-privileges:true"] });
    expect(service.cap_add ?? []).toEqual(name === "report" ? ["DAC_OVERRIDE"] : []);
    expect(Number(service.mem_limit)).toBeGreaterThan(0);
    expect(service.pids_limit).toBeGreaterThan(0);
  });

  test.each(names.filter((name) => get(name).image !== "ser"))("names %s by an exact version", (name) => {
    expect(get(name).image).toMatch(/:(v?\d+\.\d+\.\d+|RELEASE\.[\dTZ-]+)$/);
  });

  test("builds on an exact version of Node, the same as in the Dockerfile", async () => {
    const [, image] = /^ARG NODE_IMAGE=(.*)$/m.exec(await readFile(`${root}/Dockerfile`, "utf8"))!;
    expect(image).toMatch(/^node:\d+\.\d+\.\d+-/);
    expect(JSON.stringify(get("corpus"))).toContain(image);
  });

  test("publishes ports on loopback only", () => {
    for (const { ports = [] } of services.values()) for (const { host_ip } of ports) expect(host_ip).toBe("127.0.0.1");
  });

  test("gives Redis a password that is generated at the first start and is in no file of this repository", () => {
    expect(get("redis").entrypoint).toEqual(["redis-server", "/secret/redis.conf"]);
    expect(get("secret").command!.join("")).toMatch(/\/dev\/urandom[^]*requirepass/);
    for (const name of ["producer", "extract", "train", "predict", "dashboard", "report"]) {
      expect(get(name).environment).toMatchObject({ REDIS_URL_FILE: "/secret/redis-url" });
      expect(get(name).volumes).toContainEqual(expect.objectContaining({ source: "secret", read_only: true }));
    }
  });

  test("limits Redis's data to less than its container's memory, so that it is never killed for it", () => {
    const { command, mem_limit } = get("redis");
    const [, megabytes] = /--maxmemory (\d+)mb/.exec(command!.join(" "))!;
    expect(Number(megabytes) * 2 ** 20).toBeLessThan(0.8 * Number(mem_limit));
  });

  test("keeps waiting uploads in memory that dashboard and predict workers share, not in Redis's file", () => {
    for (const name of ["dashboard", "predict"]) {
      expect(get(name).environment).toMatchObject({ SER_UPLOADS: "/uploads" });
      expect(get(name).volumes).toContainEqual(expect.objectContaining({ source: "uploads" }));
    }
  });

  test("disables logins to Grafana, and starts no MinIO with a well-known password", () => {
    expect(get("grafana").environment).toMatchObject({
      GF_AUTH_BASIC_ENABLED: "false",
      GF_AUTH_DISABLE_LOGIN_FORM: "true",
      GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION: "true",
    });
    expect(get("minio").environment).toMatchObject({ MINIO_ROOT_USER: "", MINIO_ROOT_PASSWORD: "" });
  });

  test.each([
    ["without one", {}],
    ["with MinIO's own", { MINIO_ROOT_USER: "minioadmin", MINIO_ROOT_PASSWORD: "minioadmin" }],
  ])("makes MinIO exit %s", async (_, env) => {
    const script = get("minio").command!.join("").replaceAll("$$", "$").replace("exec minio", "echo started");
    const { PATH } = process.env;
    await expect(run("sh", ["-ec", script], { env: { PATH, ...env } })).rejects.toMatchObject({ stdout: "" });
  });
});
