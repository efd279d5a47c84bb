import { afterAll, describe, expect, test } from "vitest";
import { connectRedis } from "../../../src/shared/redis/connectRedis.js";
import { testRedis } from "../../support/redis.js";
import { startTcpProxy, type TcpProxy } from "../../support/tcpProxy.js";

const proxies: TcpProxy[] = [];
afterAll(async () => Promise.all(proxies.map(async (proxy) => proxy.stop())));

describe("a connection to Redis", () => {
  test("is rejected for a database that the server does not have", async () => {
    const { url } = await testRedis();
    await expect(connectRedis(`${url}/99`)).rejects.toThrow("REDIS_URL: this Redis has no database 99");
  });

  test("uses the database that the address names", async () => {
    const { url } = await testRedis();
    const redis = await connectRedis(`${url}/3`);
    expect(await redis.client("INFO")).toContain(" db=3 ");
    redis.disconnect();
  });

  test("is rejected for a server that is too old for BullMQ", async () => {
    const address = new URL((await testRedis()).url);
    const proxy = await startTcpProxy(Number(address.port), (answer) =>
      Buffer.from(
        answer
          .toString("latin1")
          .replace(/redis_version:[\d.]+/, (line) => "redis_version:4.0".padEnd(line.length, "1")),
        "latin1",
      ),
    );
    proxies.push(proxy);
    address.port = String(proxy.port);
    await expect(connectRedis(address.href)).rejects.toThrow(/Redis 4\.01* is too old: BullMQ needs 6\.2 or newer/);
  });
});
