import { chmod, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { composeProject, missingDocker, type ComposeProject } from "../support/compose.js";
import { temporaryDirectory } from "../support/corpus.js";
import { prometheusMissing, writePrometheusImage } from "../support/prometheus.js";

/** Speakers of 30 recordings each, a job a recording: long enough to do things in mid-run. */
const actors = 12;
const recordings = 30 * actors;

const missing = await missingDocker();

/*
 * One run with all events of a fleet's life; each test checks a different aspect. Each container starts when the
 * previous one has gone, so that a killed or drained container is certain to have had work in progress:
 *
 *   extract-1 ──── kill -9
 *   extract-2              ──── stop, drained
 *   extract-3                                 ──────────▶ end
 */
describe("the fleet in containers", { timeout: 300_000 }, () => {
  if (missing !== undefined) {
    test("needs Docker", ({ skip }) => skip(missing));
    return;
  }
  let outDir: string;
  let project: ComposeProject;
  let doneAtKill: number;
  let doneAtStop: number;

  beforeAll(async () => {
    outDir = await temporaryDirectory();
    await chmod(outDir, 0o777); // containers write here under other users
    project = composeProject({ SER_OUT: outDir, SER_ACTORS: String(actors) }, "compose.test.yml");
    await project.compose("build");
    await project.compose("up", "--detach", "--scale", "extract=0");
    await project.compose("create", "--no-recreate", "--scale", "extract=3", "extract");
    await project.docker(["start"], "extract", 1);
    await until(async () => (await rowCount(project)) > 0);
    await project.docker(["kill", "--signal", "KILL"], "extract", 1);
    doneAtKill = await rowCount(project);
    await project.docker(["start"], "extract", 2);
    await until(async () => (await rowCount(project)) > doneAtKill);
    await project.docker(["stop", "--time", "100"], "extract", 2);
    doneAtStop = await rowCount(project);
    await project.docker(["start"], "extract", 3);
    if (prometheusMissing === undefined) {
      const image = await temporaryDirectory();
      await writePrometheusImage(image);
      await project.buildImage("prometheus", image);
      await project.compose("--profile", "metrics", "up", "--detach", "--no-deps", "prometheus");
    }
    expect(await project.docker(["wait"], "report")).toBe("0\n");
  }, 1_200_000);

  afterAll(async () => {
    try {
      // If the tests do not run as root, only a container can remove what containers wrote as root.
      await project.compose("run", "--rm", "--no-deps", "--entrypoint", "sh", "report", "-c", "rm -rf /out/*");
    } finally {
      await project.remove();
    }
  }, 120_000);

  test("produces a report", async () => {
    const report: unknown = JSON.parse(await readFile(join(outDir, "report.json"), "utf8"));
    expect(report).toMatchObject({ synthetic: true, files: { extracted: recordings, rejected: [] } });
  });

  test("survives the loss of a container during the run, whose jobs run again elsewhere", async () => {
    expect(doneAtKill).toBeLessThan(recordings);
    expect(await project.compose("logs", "--no-color", "extract")).toContain("worker died: its job starts again");
  });

  test("drains a container during the run, which then exits", async () => {
    expect(doneAtStop).toBeLessThan(recordings);
    expect(await project.docker(["inspect", "--format", "{{.State.ExitCode}}"], "extract", 2)).toBe("0\n");
  });

  test("has the same rows as a single process, byte for byte", async () => {
    await project.compose(
      ...["run", "--rm", "--no-deps", "-e", "SER_PREFIX={one-process}", "-v", `${outDir}:/out`, "producer"],
      ...[
        "run",
        "/corpus",
        "--run",
        "demo",
        "--out",
        "/out/one-process",
        "--grid",
        "/grid.json",
        "--no-nested",
        "--recipe",
        "study",
      ],
    );
    const fleet = await readFile(join(outDir, "features.parquet"));
    const oneProcess = await readFile(join(outDir, "one-process", "features.parquet"));
    expect(fleet.equals(oneProcess)).toBe(true);
  });

  test("runs on a read-only root file system, as an ordinary user", async () => {
    const said = await project.compose(
      ...["exec", "--index", "3", "extract", "sh", "-c", "id -un; touch /app/x /tmp/x 2>&1 || true"],
    );
    expect(said).toMatch(/^node\n.*\/app\/x.*Read-only file system\n.*\/tmp\/x.*Read-only file system\n$/s);
  });

  test("is monitored by Prometheus with Compose's configuration, including every worker and the dashboard", async ({
    skip,
  }) => {
    if (prometheusMissing !== undefined) skip(prometheusMissing);
    const at = (await project.compose("port", "prometheus", "9090")).trim();
    const up = async (): Promise<string[]> => {
      const response = await fetch(`http://${at}/api/v1/query?query=up`).catch(() => undefined);
      if (response?.ok !== true) return [];
      const { data } = (await response.json()) as {
        data: { result: { metric: { job: string }; value: [number, string] }[] };
      };
      return data.result.map(({ metric, value }) => `${metric.job} ${value[1]}`).sort();
    };
    const all = ["ser-dashboard 1", "ser-workers 1", "ser-workers 1", "ser-workers 1"];
    await until(async () => (await up()).join() === all.join());
  });

  test("reports that it is healthy", async () => {
    await until(async () => /\(healthy\)/.test(await project.compose("ps", "dashboard", "--format", "{{.Status}}")));
  });
});

async function rowCount(project: ComposeProject): Promise<number> {
  return Number(await redisCli(project, "get {ser}:rowcount:demo"));
}

async function redisCli(project: ComposeProject, command: string): Promise<string> {
  const password = `REDISCLI_AUTH=$(cut -d" " -f2 /secret/redis.conf)`;
  return project.compose("exec", "-T", "redis", "sh", "-c", `${password} redis-cli ${command}`);
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(100);
}
