import { startLocalRedis } from "../../src/shared/redis/private/localRedis.js";

// A program that runs a private Redis until it is killed: prints its URL on one line, then waits.
const redis = await startLocalRedis({ dir: process.argv[2]!, persist: true });
process.stdout.write(`${redis.url}\n`);
setInterval(() => undefined, 60_000);
