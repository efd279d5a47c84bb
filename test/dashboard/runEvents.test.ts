import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import express from "express";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { runEvents } from "../../src/dashboard/api/routes/runEvents.js";
import type { RunSnapshot } from "../../src/runs/runSnapshot.js";
import { RunWatch } from "../../src/dashboard/runWatch.js";
import { serve, type TestServer } from "../support/testServer.js";
import { longTimeout } from "../support/longTimeout.js";

type KnownRuns = Parameters<typeof runEvents>[0];

/** Redis is up and has every run as soon as it responds. */
function runsOf(madeAt: () => Promise<string | undefined>): KnownRuns {
  return { address: { redis: { status: "ready" } }, runs: { madeAt } } as unknown as KnownRuns;
}

function snapshotAt(stage: string): RunSnapshot {
  return { at: 0, status: { stage }, workers: [] } as unknown as RunSnapshot;
}

let server: TestServer;
let watch: RunWatch;
let stage: string;
/** of the requests, once each has received its whole response */
let handled: unknown[];
/** that their clients have gone */
let closed: Promise<unknown>[];
let madeAt: () => Promise<string | undefined>;

beforeEach(async () => {
  stage = "extracting";
  handled = [];
  closed = [];
  madeAt = async () => Promise.resolve("1");
  watch = new RunWatch(async () => Promise.resolve(snapshotAt(stage)), 5);
  const handler = runEvents(
    runsOf(async () => madeAt()),
    watch,
  );
  server = await serve(
    express().get("/:run/events", (request, response, next) => {
      closed.push(once(response, "close"));
      handled.push(handler(request, response, next));
    }),
  );
});
afterEach(async () => server.close());

async function follow(): Promise<IncomingMessage> {
  const [response] = (await once(get(`${server.url}/run/events`, { agent: false }), "response")) as [IncomingMessage];
  response.on("error", () => undefined); // tests break connections off
  return response;
}

test("a run is polled only while it has viewers", async () => {
  const responses = await Promise.all([follow(), follow(), follow()]);
  expect(watch.size).toBe(1);
  for (const response of responses) response.destroy();
  await vi.waitFor(() => expect(watch.size).toBe(0), longTimeout);
});

test("a client that disconnects before Redis has responded leaves nothing behind", async () => {
  let answer = (): void => undefined;
  madeAt = async () => new Promise((knows) => (answer = () => knows("1")));
  const request = get(`${server.url}/run/events`, { agent: false }).on("error", () => undefined);
  await vi.waitFor(() => expect(handled).toHaveLength(1), longTimeout);
  request.destroy();
  await closed[0];
  answer();
  await handled[0];
  expect(watch.size).toBe(0);
});

test("the last snapshot ends the stream", async () => {
  const response = await follow();
  stage = "done";
  const text = Buffer.concat((await response.toArray()) as Buffer[]).toString();
  expect(text).toMatch(/"stage":"done".*\n\nevent: over\ndata: \{\}\n\n$/);
  await vi.waitFor(() => expect(watch.size).toBe(0), longTimeout);
});
