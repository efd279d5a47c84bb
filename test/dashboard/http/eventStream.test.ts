import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import express, { type RequestHandler } from "express";
import { afterEach, expect, test, vi } from "vitest";
import { openEventStream, type EventStream } from "../../../src/dashboard/http/eventStream.js";
import { serve, type TestServer } from "../../support/testServer.js";
import { longTimeout } from "../../support/longTimeout.js";

let server: TestServer | undefined;
afterEach(async () => server?.close());

/** Sends a request to a server with this handler, over a separate connection. */
async function ask(handler: RequestHandler): Promise<ReturnType<typeof get>> {
  server = await serve(express().get("/", handler));
  const request = get(server.url, { agent: false });
  request.on("error", () => undefined); // tests break connections off
  return request;
}

/** A stream to a client that reads nothing on its own. */
async function openStream(): Promise<{ stream: EventStream; response: IncomingMessage }> {
  let stream: EventStream | undefined;
  const request = await ask((_request, response) => {
    stream = openEventStream(response);
  });
  const [response] = (await once(request, "response")) as [IncomingMessage];
  return { stream: stream!, response };
}

test("events carry their name and their data as JSON", async () => {
  const { stream, response } = await openStream();
  expect(response.headers["content-type"]).toMatch(/^text\/event-stream/);
  stream.send("snapshot", { text: "a\nline" });
  stream.end();
  const chunks = await response.toArray();
  expect(Buffer.concat(chunks as Buffer[]).toString()).toBe('event: snapshot\ndata: {"text":"a\\nline"}\n\n');
});

test("a client that disconnects is noticed", async () => {
  const { stream, response } = await openStream();
  expect(stream.gone.aborted).toBe(false);
  response.destroy();
  await vi.waitFor(() => expect(stream.gone.aborted).toBe(true), longTimeout);
});

test("a client that disconnected before the stream started is noticed immediately", async () => {
  let goAway = (): void => undefined;
  const opened = new Promise<EventStream>((resolve) => {
    const asked = ask((_request, response) => {
      response.once("close", () => resolve(openEventStream(response)));
      goAway();
    });
    goAway = () => void asked.then((request) => request.destroy());
  });
  expect((await opened).gone.aborted).toBe(true);
});

test("a client that does not read counts as behind until it has read", async () => {
  const { stream, response } = await openStream();
  const much = "x".repeat(100_000);
  for (let sent = 0; !stream.isBehind && sent < 1_000; sent++) stream.send("much", much);
  expect(stream.isBehind).toBe(true);
  response.resume();
  await vi.waitFor(() => expect(stream.isBehind).toBe(false), longTimeout);
});
