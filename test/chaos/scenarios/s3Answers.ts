import { setTimeout as sleep } from "node:timers/promises";
import { shuffled } from "../../../src/evaluation/seededRandom.js";
import { check } from "../chaosError.js";
import { kill } from "../processes.js";
import { needsS3, type Scenario } from "../scenario.js";
import { runName } from "../undisturbed.js";

const endsWithinMs = 120_000;

/**
 * Objects that become forbidden during a run are rejected with that reason; once they are allowed again, `ser retry`
 * extracts them.
 */
export const deniedObjects: Scenario = {
  name: "denied-objects",
  injects: "403 for 2 to 10 objects; allowed after the run, `ser retry`",
  inCi: true,
  missing: needsS3,
  async run(world) {
    const denied = shuffled([...world.laboratory.expected.rows.keys()], world.random).slice(0, world.draw(2, 10));
    await world.startRedis();
    const s3 = await world.s3Proxy(10);
    s3.decide = ({ url }) => (denied.some((key) => url?.includes(key)) ? "deny" : "pass");
    const env = world.env({ s3 });
    world.produce(env);
    world.work("extract", env);
    world.work("train", env);
    const { rejected } = (await world.check(new Set(denied))).report.files;
    check(
      rejected.length === denied.length && rejected.every(({ code }) => code === "access-denied"),
      () => `${denied.length} objects are forbidden, rejected are ${JSON.stringify(rejected)}`,
    );
    s3.decide = () => "pass";
    await world.succeed(["retry", runName], env);
    await world.check();
    return denied.length;
  },
};

/** A worker dies after saving a rejection and before its job ends; when the job is repeated, the object is readable. */
export const stalledRejection: Scenario = {
  name: "stalled-rejection",
  injects: "403 for two objects and SIGKILL of the worker as soon as Redis contains a rejection; no further faults",
  inCi: false,
  missing: needsS3,
  async run(world) {
    const denied = shuffled([...world.laboratory.expected.rows.keys()], world.random).slice(0, 2);
    await world.startRedis();
    const s3 = await world.s3Proxy(0);
    // The other files of their jobs are slow, so the rejection is saved long before its job ends.
    s3.beforePass = async ({ url }) => sleep(url?.includes("Actor_") === true ? 3_000 : 0);
    s3.decide = ({ url }) => (denied.some((key) => url?.includes(key)) ? "deny" : "pass");
    const env = world.env({ s3 });
    world.produce(env);
    const worker = world.work("extract", env);
    const { runs } = await world.services();
    while ((await runs.rejectedCount(runName)) === 0) await sleep(1);
    await kill(worker);
    s3.decide = () => "pass";
    s3.beforePass = async () => Promise.resolve();
    world.work("extract", env);
    world.work("train", env);
    await world.check(new Set(denied));
    return 1;
  },
};

/** A server that returns the same keys on every page and always says that there are more. */
export const repeatingPage: Scenario = {
  name: "repeating-page",
  injects: "every page of a listing repeats the first one and says that there are more",
  inCi: false,
  missing: needsS3,
  async run(world) {
    await world.startRedis();
    const s3 = await world.s3Proxy(10);
    s3.decide = ({ url }) => (url?.includes("list-type") === true && !url.includes("max-keys=1&") ? "repeat" : "pass");
    const producer = world.produce(world.env({ s3 }));
    const code = await Promise.race([producer.ended, sleep(endsWithinMs, "goes on" as const)]);
    check(code === 1, () => `ser produce ended with ${String(code)}: ${producer.output()}`);
    check(/^ser: .*expected every key once/m.test(producer.output()), () => `it says ${producer.output()}`);
    const status = await world.status();
    check(
      (status?.files.listed ?? 0) <= world.laboratory.corpus.size,
      () => `${status?.files.listed} files were listed of ${world.laboratory.corpus.size}`,
    );
    return s3.requests.filter((request) => request.includes("list-type")).length;
  },
};
