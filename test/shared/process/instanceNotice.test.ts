import { describe, expect, test, vi } from "vitest";
import { instanceNotice } from "../../../src/shared/process/instanceNotice.js";
import { instanceMetadata } from "../../support/instanceMetadata.js";
import { silentLogger } from "../../support/logger.js";
import { longTimeout } from "../../support/longTimeout.js";

/** A busy machine may be slow. */
const notice = { action: "terminate", time: "2026-11-22T18:00:00Z" };
const never = new AbortController().signal;

describe("instanceNotice", () => {
  test("polls with a token until there is a notice, and returns it", async () => {
    const metadata = await instanceMetadata();
    const waiting = instanceNotice({ metadataUrl: metadata.url, logger: silentLogger, stop: never, everyMs: 5 });
    await vi.waitFor(() => expect(metadata.tokens()).toBe(1), longTimeout);
    metadata.announce(notice);
    expect(await waiting).toEqual({ reason: "spot-interruption", ...notice });
    expect(metadata.tokens()).toBe(1);
  });

  test("returns only when the Auto Scaling group terminates the instance", async () => {
    const metadata = await instanceMetadata();
    metadata.setTargetState("InService");
    let notice: unknown;
    const waiting = instanceNotice({ metadataUrl: metadata.url, logger: silentLogger, stop: never, everyMs: 5 });
    void waiting.then((given) => (notice = given));
    await vi.waitFor(
      () => expect(metadata.asked("autoscaling/target-lifecycle-state")).toBeGreaterThan(2),
      longTimeout,
    );
    expect(notice).toBeUndefined();
    metadata.setTargetState("Terminated");
    expect(await waiting).toEqual({ reason: "scale-in" });
  });

  test("continues when a group moves the instance to a non-terminal state", async () => {
    const metadata = await instanceMetadata();
    const stop = new AbortController();
    metadata.setTargetState("Standby");
    const waiting = instanceNotice({ metadataUrl: metadata.url, logger: silentLogger, stop: stop.signal, everyMs: 5 });
    await vi.waitFor(
      () => expect(metadata.asked("autoscaling/target-lifecycle-state")).toBeGreaterThan(2),
      longTimeout,
    );
    stop.abort();
    expect(await waiting).toBeUndefined();
  });

  test("requests a new token when its own has expired", async () => {
    const metadata = await instanceMetadata();
    const waiting = instanceNotice({ metadataUrl: metadata.url, logger: silentLogger, stop: never, everyMs: 5 });
    await vi.waitFor(() => expect(metadata.tokens()).toBe(1), longTimeout);
    metadata.expireToken();
    await vi.waitFor(() => expect(metadata.tokens()).toBe(2), longTimeout);
    metadata.announce(notice);
    expect(await waiting).toEqual({ reason: "spot-interruption", ...notice });
  });

  test("warns once if nothing responds, and keeps polling until it is stopped", async () => {
    const stop = new AbortController();
    const warn = vi.fn();
    const asked = vi.spyOn(globalThis, "fetch");
    const waiting = instanceNotice({
      metadataUrl: "http://127.0.0.1:1",
      logger: { warn },
      stop: stop.signal,
      everyMs: 5,
    });
    await vi.waitFor(() => expect(asked.mock.calls.length).toBeGreaterThan(2), longTimeout);
    stop.abort();
    expect(await waiting).toBeUndefined();
    expect(warn).toHaveBeenCalledTimes(1);
    asked.mockRestore();
  });
});
