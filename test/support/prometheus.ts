import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../src/shared/redis/private/ports.js";
import { temporaryDirectory } from "./corpus.js";

/** Why tests with Prometheus are skipped; undefined if it is installed. */
export const prometheusMissing: string | undefined = findPrometheus();

function findPrometheus(): string | undefined {
  try {
    for (const program of ["prometheus", "promtool"]) execFileSync(program, ["--version"], { stdio: "ignore" });
    return undefined;
  } catch {
    return "needs prometheus and promtool (Debian: apt-get install prometheus)";
  }
}

/** Fills a directory with the files for building a Prometheus image that runs like the official one. */
export async function writePrometheusImage(dir: string): Promise<void> {
  const program = execFileSync("which", ["prometheus"], { encoding: "utf8" }).trim();
  await copyFile(program, join(dir, "prometheus"));
  const flags = ["--config.file=/etc/prometheus/prometheus.yml", "--storage.tsdb.path=/prometheus"];
  const lines = [
    "ARG BASE",
    "FROM $BASE",
    "COPY prometheus /bin/prometheus",
    "RUN mkdir /prometheus && chown nobody:nogroup /prometheus",
    "USER nobody",
    "VOLUME /prometheus",
    `ENTRYPOINT ${JSON.stringify(["/bin/prometheus", ...flags])}`,
  ];
  await writeFile(join(dir, "Dockerfile"), `${lines.join("\n")}\n`);
}

export interface RunningPrometheus {
  /** @throws Error with Prometheus's message if it rejects the query */
  query(expr: string): Promise<{ readonly metric: Readonly<Record<string, string>>; readonly value: string }[]>;
  close(): Promise<void>;
}

/** Starts a Prometheus that scrapes /metrics of these hosts every second. */
export async function startPrometheus(targets: readonly string[]): Promise<RunningPrometheus> {
  const dir = await temporaryDirectory();
  const config = join(dir, "prometheus.yml");
  const jobs = `[{ job_name: ser, static_configs: [{ targets: ${JSON.stringify(targets)} }] }]`;
  await writeFile(config, `global: { scrape_interval: 1s }\nscrape_configs: ${jobs}\n`);
  const port = await freePort();
  const flags = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${dir}/data`,
    `--web.listen-address=127.0.0.1:${port}`,
  ];
  const child = spawn("prometheus", flags, { stdio: "ignore" });
  const exit = once(child, "exit");
  const url = `http://127.0.0.1:${port}`;
  const isReady = async (): Promise<boolean> =>
    fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isReady())) {
    if (child.exitCode !== null) throw new Error(`prometheus ended with ${child.exitCode}`);
    await sleep(50);
  }
  return {
    async query(expr) {
      const response = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(expr)}`);
      const body = (await response.json()) as QueryAnswer;
      if (body.status !== "success") throw new Error(`${expr}: ${body.error}`);
      return body.data.result.map(({ metric, value }) => ({ metric, value: value[1] }));
    },
    async close() {
      child.kill("SIGTERM");
      await exit;
    },
  };
}

type QueryAnswer =
  | {
      readonly status: "success";
      readonly data: { readonly result: readonly { metric: Record<string, string>; value: [number, string] }[] };
    }
  | { readonly status: "error"; readonly error: string };
