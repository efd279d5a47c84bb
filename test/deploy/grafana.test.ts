import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { cli, startCli, type RunningCli } from "../support/cli.js";
import { smallCorpus } from "../support/corpus.js";
import { expositionOf, type Exposition } from "../support/exposition.js";
import { prometheusMissing, startPrometheus } from "../support/prometheus.js";
import { parseQuery } from "../support/promql.js";
import { testRedis } from "../support/redis.js";

const target = z.object({ expr: z.string(), legendFormat: z.string() });
const panel = z.object({ title: z.string(), targets: z.array(target).default([]) });
const variable = z.object({ name: z.string(), type: z.string(), query: z.unknown() });
const { panels, templating } = z
  .object({ panels: z.array(panel), templating: z.object({ list: z.array(variable) }) })
  .parse(JSON.parse(readFileSync("deploy/grafana/fleet.json", "utf8")));

/** Each query of the dashboard, as Grafana sends it with all runs selected. */
const queries = panels.flatMap(({ title, targets }) =>
  targets.map(({ expr, legendFormat }) => ({
    title,
    legendFormat,
    expr: expr.replaceAll("$__rate_interval", "1m").replaceAll("$run", ".*"),
  })),
);

/** Prometheus adds them to everything that it scrapes. */
const added = ["job", "instance"];

/** The dashboard's queries against the metrics that a small run's workers and dashboard serve. */
describe("the Grafana dashboard", { timeout: 240_000 }, () => {
  let pages: readonly string[];
  let seen: Exposition;
  let inPrometheus: ReadonlyMap<string, number>;

  beforeAll(async () => {
    const { url, prefix } = await testRedis();
    const env = { REDIS_URL: url, SER_PREFIX: prefix };
    const source = await smallCorpus(2);
    const processes = [
      startCli(["work", "extract", "--threads", "1", "--metrics-port", "0"], env),
      startCli(["work", "train", "--threads", "1", "--metrics-port", "0"], env),
      startCli(["dashboard", "--port", "0", "--source", source], env),
    ];
    const hosts = await Promise.all(processes.map(async (running) => hostOf(running)));
    // Started through the dashboard, which has no workers and lists the source itself.
    const grid = readFileSync("test/fixtures/oneCandidate.json", "utf8");
    const started = await fetch(`http://${hosts[2]!}/api/runs`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ run: "small", source, grid, nested: false, recipe: "study" }),
    });
    expect(await started.json()).toEqual({ run: "small" });
    const over = await cli(["status", "small", "--watch"], env);
    expect(over.stdout).toContain("small: done");
    pages = await Promise.all(hosts.map(async (host) => (await fetch(`http://${host}/metrics`)).text()));
    seen = expositionOf(pages.join(""));
    inPrometheus = prometheusMissing === undefined ? await resultsInPrometheus(hosts) : new Map();
    for (const running of processes) running.kill("SIGTERM");
    await Promise.all(processes.map(async (running) => running.ended()));
  }, 240_000);

  test("has panels", () => {
    expect(queries.length).toBeGreaterThan(20);
  });

  test.each(queries)("$title: queries existing metrics and labels: $expr", ({ expr, legendFormat }) => {
    const { selectors, groupings } = parseQuery(expr);
    expect(selectors.length).toBeGreaterThan(0);
    for (const { metric, matchers } of selectors) {
      expect(seen.names).toContain(metric);
      const labels = seen.labels.get(metric)!;
      const known = [...labels.keys(), ...added];
      expect(known).toEqual(expect.arrayContaining([...groupings, ...matchers.map(({ label }) => label)]));
      for (const { label, op, value } of matchers) {
        if (value === ".*") continue;
        for (const wanted of op === "=~" ? value.split("|") : [value])
          expect([metric, label, [...labels.get(label)!]]).toEqual([metric, label, expect.arrayContaining([wanted])]);
      }
    }
    const shown = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label!);
    expect(groupings).toEqual(expect.arrayContaining(shown));
  });

  test("lists the runs by an existing label", () => {
    const { query } = templating.list.find(({ name }) => name === "run") as { query: { query: string } };
    const [, metric, label] = /^label_values\((\w+), (\w+)\)$/.exec(query.query)!;
    expect([...seen.labels.get(metric!)!.get(label!)!]).toEqual(["small"]);
  });

  if (prometheusMissing !== undefined) test("in Prometheus itself", ({ skip }) => skip(prometheusMissing));
  else {
    test.each(queries)("$title: has a result in Prometheus itself", ({ expr }) => {
      expect(inPrometheus.get(expr)).toBeGreaterThan(0);
    });

    test("every metrics page passes promtool", () => {
      for (const page of pages) {
        // Node's own metrics are named by their library.
        const own = page.replace(/^(# (HELP|TYPE) )?(process|nodejs)_.*\n/gm, "");
        expect(execFileSync("promtool", ["check", "metrics"], { input: own, encoding: "utf8" })).toBe("");
      }
    });

    test("the example configuration is valid", () => {
      const said = execFileSync("promtool", ["check", "config", "deploy/grafana/prometheus.yml"], { encoding: "utf8" });
      expect(said).toContain("SUCCESS");
    });
  }

  test("every metric is in docs/operations.md", () => {
    const page = readFileSync("docs/operations.md", "utf8");
    const own = [...seen.families.keys()].filter((name) => name.startsWith("ser_"));
    expect(own.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});

/** The address that a program logs. */
async function hostOf(running: RunningCli): Promise<string> {
  for (;;) {
    const said = /http:\/\/(127\.0\.0\.1:\d+)/.exec(running.stderr());
    if (said !== null) return said[1]!;
    await sleep(20);
  }
}

/** Number of series per query, once Prometheus has enough samples. */
async function resultsInPrometheus(hosts: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const prometheus = await startPrometheus(hosts);
  try {
    // A rate needs two scrapes of every process.
    const looks = async (): Promise<number[]> =>
      (await prometheus.query("count_over_time(ser_redis_up[1m])")).map(({ value }) => Number(value));
    for (;;) {
      const counts = await looks();
      if (counts.length === hosts.length && Math.min(...counts) >= 3) break;
      await sleep(100);
    }
    const counted = queries.map(async ({ expr }) => [expr, (await prometheus.query(expr)).length] as const);
    return new Map(await Promise.all(counted));
  } finally {
    await prometheus.close();
  }
}
