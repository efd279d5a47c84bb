import type { Fault } from "../../support/faultyProxy.js";
import { needsS3, type Scenario } from "../scenario.js";
import type { World } from "../world.js";

async function runOnFaultyS3(world: World, percent: number, faults: readonly Fault[]): Promise<number> {
  await world.startRedis();
  const s3 = await world.s3Proxy(20);
  let injected = 0;
  s3.decide = ({ method, url }) => {
    const isObject = method === "GET" && url?.includes("Actor_") === true && !url.includes("list-type");
    if (!isObject || !world.chance(percent)) return "pass";
    injected += 1;
    return world.oneOf(faults);
  };
  const env = world.env({ s3 });
  world.produce(env);
  for (const kind of ["extract", "extract", "train"] as const) world.work(kind, env);
  await world.check();
  return injected;
}

export const s3Faults: Scenario = {
  name: "s3-faults",
  injects: "15 % of the objects' answers 503, reset or cut in the body",
  inCi: false,
  missing: needsS3,
  run: async (world) => runOnFaultyS3(world, 15, ["slow-down", "reset", "cut"]),
};

export const s3WrongBytes: Scenario = {
  name: "s3-wrong-bytes",
  injects: "10 % of the objects' bodies with wrong bits, right in length, or half of them as if that were all",
  inCi: false,
  missing: needsS3,
  run: async (world) => runOnFaultyS3(world, 10, ["flip", "short"]),
};
