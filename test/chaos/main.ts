import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { seededRandom } from "../../src/evaluation/seededRandom.js";
import { openLaboratory, type Laboratory } from "./laboratory.js";
import type { Scenario } from "./scenario.js";
import { scenarios } from "./scenarios.js";
import { soak } from "./soak.js";
import { World } from "./world.js";

/*
 *   npm run chaos [-- --minutes N] [--seed S] [--only NAME,NAME] [--ci] [--at-once N] [--json]
 *   npm run chaos -- --only soak --rows N [--minutes M]
 *
 * Injects faults into real runs on a real Redis and S3 and checks after each that nothing is lost, duplicated or
 * changed. Rounds continue until the time is up; (seed, round, scenario) determine all random choices. Needs the output
 * of `npm run build`.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "0" },
    seed: { type: "string", default: "1" },
    only: { type: "string" },
    rows: { type: "string", default: "100000" },
    ci: { type: "boolean", default: false },
    "at-once": { type: "string" },
    json: { type: "boolean", default: false },
  },
});
const seed = Number(values.seed);
/** Scenarios spend most of their time waiting: a few in parallel keep two cores busy. */
const atOnce = Number(values["at-once"] ?? (values.ci ? 3 : 1));
const endAt = performance.now() + Number(values.minutes) * 60_000;

interface Result {
  readonly scenario: string;
  readonly round: number;
  readonly result: "held" | "broken" | "not run";
  readonly injected: number;
  readonly seconds: number;
  readonly message?: string;
}

function say(line: string): void {
  (values.json ? process.stderr : process.stdout).write(`${line}\n`);
}

async function play(laboratory: Laboratory, scenario: Scenario, round: number): Promise<Result> {
  const startedAt = performance.now();
  const done = (part: Pick<Result, "result" | "injected" | "message">): Result => ({
    scenario: scenario.name,
    round,
    seconds: Math.round(performance.now() - startedAt) / 1_000,
    ...part,
  });
  const missing = scenario.missing?.(laboratory);
  if (missing !== undefined) return done({ result: "not run", injected: 0, message: missing });
  const dir = join(laboratory.dir, `${scenario.name}-${round}`);
  await mkdir(dir);
  const world = new World(laboratory, seededRandom(seed, streamOf(scenario.name, round)), dir);
  try {
    return done({ result: "held", injected: await scenario.run(world) });
  } catch (error) {
    const message =
      error instanceof Error && error.name === "ChaosError" ? error.message : String((error as Error).stack);
    return done({ result: "broken", injected: 0, message });
  } finally {
    await world.close();
  }
}

/** Each scenario and round has its own random stream, independent of what ran before. */
function streamOf(name: string, round: number): number {
  let hash = round;
  for (const letter of name) hash = (Math.imul(hash, 31) + letter.codePointAt(0)!) >>> 0;
  return hash;
}

if (values.only === "soak") {
  process.exit(await soak(Number(values.rows), Number(values.minutes), say));
}
const only = values.only?.split(",");
const chosen = scenarios.filter(({ name, inCi }) => (only === undefined ? !values.ci || inCi : only.includes(name)));
if (chosen.length === 0) {
  say(`no such scenario; there are: soak, ${scenarios.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}
const laboratory = await openLaboratory();
const results: Result[] = [];

/** Yields scenarios round by round until the time is up; the first round is always complete. */
function* planned(): Generator<readonly [Scenario, number]> {
  for (let round = 1; round === 1 || performance.now() < endAt; round++)
    for (const scenario of chosen) {
      if (round > 1 && performance.now() > endAt) return;
      yield [scenario, round];
    }
}

async function playAll(plan: Iterable<readonly [Scenario, number]>): Promise<void> {
  for (const [scenario, round] of plan) {
    const result = await play(laboratory, scenario, round);
    results.push(result);
    const { seconds, injected, message } = result;
    const facts = result.result === "held" ? `${injected} injected` : (message ?? "");
    say(`${result.result.padEnd(7)} ${scenario.name.padEnd(24)} ${seconds.toFixed(1).padStart(6)} s  ${facts}`);
  }
}

try {
  const plan = planned();
  await Promise.all(Array.from({ length: atOnce }, async () => playAll(plan)));
} finally {
  await laboratory.close();
}
const broken = results.filter(({ result }) => result === "broken");
if (values.json) process.stdout.write(`${JSON.stringify({ seed, results }, null, 2)}\n`);
say(
  `seed ${seed}: ${results.length - broken.length} of ${results.length} passed or were skipped, ${broken.length} failed`,
);
process.exit(broken.length === 0 ? 0 : 1);
