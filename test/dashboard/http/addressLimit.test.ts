import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { AddressLimit, blockOf } from "../../../src/dashboard/http/addressLimit.js";

describe("AddressLimit", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("allows an address its limit, and then reports how long to wait", async () => {
    const limit = new AddressLimit(2, 60);
    expect([await limit.add("10.0.0.1"), await limit.add("10.0.0.1")]).toEqual([undefined, undefined]);
    vi.advanceTimersByTime(20_000);
    expect(await limit.add("10.0.0.1")).toBe(40);
  });

  test("counts amounts", async () => {
    const limit = new AddressLimit(100, 60);
    expect(await limit.add("10.0.0.1", 100)).toBeUndefined();
    expect(await limit.add("10.0.0.1", 1)).toBe(60);
  });

  test("counts allowed requests, without counting checks", async () => {
    const limit = new AddressLimit(1, 60);
    expect(await limit.used("10.0.0.1")).toBeUndefined();
    await limit.add("10.0.0.1");
    expect(await limit.used("10.0.0.1")).toBe(60);
  });

  test("starts again after the period", async () => {
    const limit = new AddressLimit(1, 60);
    await limit.add("10.0.0.1");
    vi.advanceTimersByTime(60_001);
    expect(await limit.used("10.0.0.1")).toBeUndefined();
  });

  test("counts each address separately", async () => {
    const limit = new AddressLimit(1, 60);
    await limit.add("10.0.0.1", 5);
    expect(await limit.add("10.0.0.2")).toBeUndefined();
  });
});

describe("blockOf", () => {
  test.each([
    ["192.0.2.7", "192.0.2.7"],
    ["::ffff:192.0.2.7", "192.0.2.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
    ["2001:0DB8:1:2::9", "2001:db8:1:2"],
    ["2001:db8::9", "2001:db8:0:0"],
    ["1::2:3:4:5:6", "1:0:0:2"],
    ["1::2:3:4:5:6:7", "1:0:2:3"],
    ["1:2:3:4:5:6::", "1:2:3:4"],
    ["::2:3:4:5:6:7", "0:0:2:3"],
    ["::1", "0:0:0:0"],
    ["fe80::1%eth0", "fe80:0:0:0"],
  ])("%s counts as %s", (address, block) => {
    expect(blockOf(address)).toBe(block);
  });
});
