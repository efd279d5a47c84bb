import { readFile } from "node:fs/promises";
import type { RedisClient } from "../../src/shared/redis/connectRedis.js";

/** CPU time of a process so far, in ms; the kernel counts in hundredths of a second. */
export async function cpuOf(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, "utf8")).split(") ")[1]!.split(" ");
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

/** The process id of a Redis on this machine. */
export async function redisPid(redis: RedisClient): Promise<number> {
  return Number(/process_id:(\d+)/.exec(await redis.info("server"))?.[1]);
}
