import { describeFindings, type Finding } from "../doctor/finding.js";
import { examineMachine } from "../doctor/machine.js";
import { examineSource, examineStore } from "../doctor/places.js";
import { examineRedis } from "../doctor/redis.js";
import { readConfig } from "../shared/config.js";
import { exitCodes } from "./failure.js";

export interface DoctorOptions {
  readonly store?: string;
  readonly json?: boolean;
}

/** `ser doctor`: returns the exit code, 1 if something is wrong. */
export async function doctorCommand(source: string | undefined, options: DoctorOptions): Promise<number> {
  const { redisUrl, models } = readConfig();
  const stores = new Set([options.store, models].filter((place) => place !== undefined && place !== "redis"));
  const findings: Finding[] = [...(await examineRedis(redisUrl))];
  if (source !== undefined) findings.push(await examineSource(source));
  for (const place of stores) findings.push(await examineStore(place!));
  findings.push(...(await examineMachine()));
  process.stdout.write(options.json === true ? `${JSON.stringify(findings)}\n` : describeFindings(findings));
  return findings.some(({ state }) => state === "wrong") ? exitCodes.failure : 0;
}
