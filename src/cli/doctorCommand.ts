import { useFfmpeg } from "../audio/ffmpeg.js";
import { describeFindings, type Finding } from "../doctor/finding.js";
import { checkMachine } from "../doctor/checkMachine.js";
import { openObjectStore, type OpenObjects } from "../shared/objects/openObjectStore.js";
import { checkSource, checkStore } from "../doctor/checkStores.js";
import { checkRedis } from "../doctor/checkRedis.js";
import { commandConfig } from "./commandConfig.js";
import { exitCodes } from "./failure.js";
import { print } from "./say.js";

export interface DoctorOptions {
  readonly store?: string;
  readonly json?: boolean;
}

/** `ser doctor`: returns the exit code, 1 if something is wrong. */
export async function doctorCommand(source: string | undefined, options: DoctorOptions): Promise<number> {
  const { redisUrl, models, s3, ffmpeg } = commandConfig();
  useFfmpeg(ffmpeg);
  const openObjects: OpenObjects = async (place) => openObjectStore(place, s3);
  const stores = new Set([options.store, models].filter((place) => place !== undefined && place !== "redis"));
  const findings: Finding[] = [...(await checkRedis(redisUrl))];
  if (source !== undefined) findings.push(await checkSource(source, openObjects));
  for (const place of stores) findings.push(await checkStore(place!, openObjects));
  findings.push(...(await checkMachine()));
  print(options.json === true ? `${JSON.stringify(findings)}\n` : describeFindings(findings));
  return findings.some(({ state }) => state === "wrong") ? exitCodes.failure : 0;
}
