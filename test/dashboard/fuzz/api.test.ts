import { request, type IncomingMessage } from "node:http";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { enqueueRun } from "../../../src/producer/main.js";
import { retry } from "../../../src/producer/retry.js";
import { usualUploadReading } from "../../../src/dashboard/http/upload.js";
import { mapConcurrent } from "../../../src/shared/async/mapConcurrent.js";
import { bareDashboard, type BareDashboard } from "../../support/bareDashboard.js";
import { temporaryDirectory } from "../../support/corpus.js";
import { sampleModelFiles } from "../../support/sampleModels.js";
import { runSettings } from "../../support/settings.js";
import { syllables, wavFile } from "../../support/wavFile.js";
import { randomIntegers } from "../../support/wavMutations.js";
import { RequestMaker, type ApiDocument, type FuzzRequest } from "./requests.js";

/** Each sends every operation of the document once. */
const rounds = 60;

const key = "03-01-03-01-01-01-01.wav";
let source: string;
let setting: BareDashboard;

beforeAll(async () => {
  source = await temporaryDirectory();
  await writeFile(join(source, key), wavFile(syllables(220, 0.2)));
  setting = await bareDashboard({
    uploadReading: { ...usualUploadReading, atOnce: 100, atOncePerAddress: 100 }, // concurrent uploads are tested elsewhere
    actions: {
      startRun: async (name, settings) => {
        await enqueueRun(setting.services, name, settings);
      },
      retryRejected: async (name) => retry(setting.services, name, undefined, new AbortController().signal),
    },
  });
  await enqueueRun(setting.services, "first", runSettings({ source }));
  await setting.services.models.save(sampleModelFiles());
  await setting.services.models.promote("sample");
});
afterAll(async () => {
  await setting.close();
});

interface Answer {
  readonly status: number;
  readonly type: string;
  /** only the first bytes of a stream of events */
  readonly text: string;
}

async function send({ method, path, headers, body }: FuzzRequest): Promise<Answer> {
  const { hostname, port } = new URL(setting.url);
  // Node's client frames the body of a POST by itself, but not that of a DELETE: it would arrive as a second request.
  const framed = body === undefined ? headers : { "Content-Length": String(body.length), ...headers };
  const asking = request({ agent: false, hostname, port, method, path, headers: framed });
  asking.end(body);
  const [response] = (await once(asking, "response")) as [IncomingMessage];
  const type = response.headers["content-type"] ?? "";
  if (type.startsWith("text/event-stream")) {
    response.on("error", () => undefined);
    response.destroy();
    return { status: response.statusCode!, type, text: "" };
  }
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode!, type, text: Buffer.concat(chunks).toString() };
}

/** The problem with a response; undefined if there is none. */
function fault(asked: FuzzRequest, { status, type, text }: Answer, document: ApiDocument): string | undefined {
  const operation = document.paths[asked.template]?.[asked.method.toLowerCase()];
  const said = `${asked.method} ${asked.path.slice(0, 200)} ${JSON.stringify(asked.headers)} ${asked.body?.subarray(0, 200).toString() ?? ""}: ${status} ${text.slice(0, 300)}`;
  if (status >= 500) return `a fault of the server: ${said}`;
  if (/\n +at .*:\d+:\d+/.test(text) || text.includes("node_modules")) return `a stack trace: ${said}`;
  if (status >= 400 && asked.method !== "HEAD" && status !== 416 && !type.startsWith("application/problem+json"))
    return `no problem document: ${said}`;
  // An odd path leads to another route, or to none.
  const isThere = new RegExp(`^${asked.template.replaceAll(/\{[^}]+\}/g, "[^/?]+")}(\\?|$)`).test(asked.path);
  if (
    operation !== undefined &&
    isThere &&
    !(String(status) in operation.responses) &&
    status !== 400 &&
    status !== 404
  )
    return `a status that openapi.json does not promise: ${said}`;
  return undefined;
}

test(`responds to ${rounds} rounds of odd requests to every operation of openapi.json without an internal error`, async () => {
  const document = (await (await fetch(`${setting.url}/api/openapi.json`)).json()) as ApiDocument;
  const maker = new RequestMaker(document, randomIntegers(2026), [
    "first",
    "none",
    source,
    key,
    "sample",
    "mfcc_01_mean",
  ]);
  // A valid request comes first: whether the random ones include a valid one depends on the number of operations.
  const inOrder: FuzzRequest = {
    method: "POST",
    template: "/api/predictions",
    path: "/api/predictions?wait=0",
    headers: { "Content-Type": "application/json" },
    body: Buffer.from(JSON.stringify({ source, key })),
  };
  const requests = [inOrder, ...Array.from({ length: rounds }, () => [...maker.round()]).flat()];
  const statuses = new Map<number, number>();
  const faults = await mapConcurrent(requests, 8, async (asked) => {
    const answer = await send(asked).catch((error: unknown) => ({ status: 599, type: "", text: String(error) }));
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    return fault(asked, answer, document);
  });
  expect(faults.filter((each) => each !== undefined)).toEqual([]);
  expect(requests.length).toBeGreaterThan(1_000);
  // The requests got past the first checks: some were accepted, and some were rejected in each way.
  for (const status of [200, 202, 400, 403, 404, 413, 415, 422])
    expect(statuses.get(status), String(status)).toBeGreaterThan(0);
  expect((await fetch(`${setting.url}/readyz`)).status).toBe(200);
});
