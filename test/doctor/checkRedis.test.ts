import { describe, expect, test } from "vitest";
import { clockFinding, checkRedis } from "../../src/doctor/checkRedis.js";
import { testRedis } from "../support/redis.js";

describe("examineRedis", () => {
  test("notes that no Redis is configured", async () => {
    expect(await checkRedis(undefined)).toMatchObject([{ state: "note" }]);
  });

  test("reports the address that does not respond, and how to start a server", async () => {
    const [finding] = await checkRedis("redis://127.0.0.1:1");
    expect(finding).toMatchObject({ state: "wrong", remedy: expect.stringContaining("docker compose up") as string });
    expect(finding!.found).toContain("redis://127.0.0.1:1");
  });

  test("reports that the tests' server does not persist, and that its clock agrees with this machine's", async () => {
    const { url } = await testRedis();
    expect(await checkRedis(url)).toMatchObject([
      { state: "wrong", remedy: "redis-cli CONFIG SET appendonly yes" },
      { subject: "clock", state: "ok" },
    ]);
  });
});

describe("clockFinding", () => {
  test.each([
    [5_000, "5.0 s ahead of Redis"],
    [-5_000, "5.0 s behind Redis"],
  ])("reports %d ms as wrong", (skew, words) => {
    expect(clockFinding(skew)).toMatchObject({ state: "wrong", found: expect.stringContaining(words) as string });
  });

  test("accepts a difference within two seconds", () => {
    expect(clockFinding(-1_900).state).toBe("ok");
  });
});
