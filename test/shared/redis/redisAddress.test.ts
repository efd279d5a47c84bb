import { describe, expect, test } from "vitest";
import { readConfig } from "../../../src/shared/config.js";
import { describeAddress, parseRedisAddress } from "../../../src/shared/redis/redisAddress.js";

describe("a Redis address", () => {
  test("of one server is passed to the library, with or without TLS", () => {
    for (const url of ["redis://db:6379", "rediss://user:pw@db/2"])
      expect(parseRedisAddress(url)).toEqual({ kind: "server", url });
  });

  test("contains Sentinels, the master that they monitor, its login and its database", () => {
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

  test("contains nodes of a cluster, with TLS for rediss", () => {
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
  ])("that is invalid is rejected with the supported forms: %s", (text) => {
    expect(() => parseRedisAddress(text)).toThrow(/REDIS_URL: expected redis:\/\/host:port .*redis\+cluster/);
  });

  test.each([
    ["redis://:se@cret@db:6379", "an unencoded @: write @ as %40"],
    ["rediss://ser:se/cret@db", "an unencoded /: write / as %2F"],
    ["redis://:1/se@cret#x@10.0.0.5:6379/2", "write / as %2F, @ as %40, # as %23"],
    ["redis+sentinel://:se@cret@a:1,b:2/main", "write @ as %40"],
    ["redis+cluster://:se/cret@a:1,b:2", "write / as %2F"],
  ])(
    "with an unencoded character in its password is rejected, naming the character but never the password",
    (text, message) => {
      expect(() => parseRedisAddress(text)).toThrow(message);
      expect(() => parseRedisAddress(text)).not.toThrow(/cret/);
      expect(() => readConfig({ REDIS_URL: text })).toThrow(message);
      expect(() => readConfig({ REDIS_URL: text })).not.toThrow(/cret/);
    },
  );

  test("with encoded characters is accepted", () => {
    expect(parseRedisAddress("redis://:se%40cr%2Fet@db:6379")).toMatchObject({ kind: "server" });
  });

  test.each([
    ["redis://user:secret@db:6380/2", "redis://db:6380/2"],
    ["rediss://:secret@db/", "rediss://db"],
    ["redis+sentinel://:secret@a:1,b:2/main?sentinelPassword=secret", "redis+sentinel://a:1,b:2/main"],
  ])("is shown without user and password", (text, shown) => {
    expect(describeAddress(text)).toBe(shown);
  });
});
