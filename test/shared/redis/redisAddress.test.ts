import { describe, expect, test } from "vitest";
import { describeAddress, parseRedisAddress } from "../../../src/shared/redis/redisAddress.js";

describe("an address of Redis", () => {
  test("of one server is left to the library, with TLS or without", () => {
    for (const url of ["redis://db:6379", "rediss://user:pw@db/2"])
      expect(parseRedisAddress(url)).toEqual({ kind: "server", url });
  });

  test("names Sentinels, the master they watch, its login and its database", () => {
    expect(parseRedisAddress("redis+sentinel://ser:p%40ss@a:1,b,[::1]:3/main/2?sentinelPassword=x%2Fy")).toEqual({
      kind: "sentinel",
      tls: false,
      hosts: [
        { host: "a", port: 1 },
        { host: "b", port: 26_379 },
        { host: "::1", port: 3 },
      ],
      username: "ser",
      password: "p@ss",
      name: "main",
      db: 2,
      sentinelPassword: "x/y",
    });
  });

  test("names nodes of a cluster, and has TLS as rediss", () => {
    expect(parseRedisAddress("rediss+cluster://:pw@a:1,b")).toEqual({
      kind: "cluster",
      tls: true,
      hosts: [
        { host: "a", port: 1 },
        { host: "b", port: 6_379 },
      ],
      username: undefined,
      password: "pw",
    });
  });

  test.each([
    "db:6379",
    "http://db",
    "redis+sentinel://a:1,b:2",
    "redis+sentinel://a:1/main/two",
    "redis+cluster://a:1/2",
    "redis+cluster://a:b",
    "redis+cluster://a,,b",
    "redis+cluster://a:70000",
    "redis+cluster://u:%zz@a",
  ])("that is none is refused, with the forms there are: %s", (text) => {
    expect(() => parseRedisAddress(text)).toThrow(/REDIS_URL: expected redis:\/\/host:port .*redis\+cluster/);
  });

  test.each([
    ["redis://user:secret@db:6380/2", "redis://db:6380/2"],
    ["rediss://:secret@db/", "rediss://db"],
    ["redis+sentinel://:secret@a:1,b:2/main?sentinelPassword=secret", "redis+sentinel://a:1,b:2/main"],
  ])("is shown without user and password", (text, shown) => {
    expect(describeAddress(text)).toBe(shown);
  });
});
