import express from "express";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PageToken, tokenHeader } from "../../../src/dashboard/http/pageToken.js";
import { problemHandler } from "../../../src/dashboard/http/problem.js";
import { silentLogger } from "../../support/logger.js";

const token = new PageToken();
const app = express();
app.use(token.required);
app.all("/", (_request, response) => void response.send("done"));
app.use(problemHandler(silentLogger));
const server = app.listen(0, "127.0.0.1");
let url = "";
beforeAll(() => (url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`));
afterAll(() => server.close());

async function post(headers: Record<string, string>): Promise<number> {
  // Node's fetch sends a page's headers; programs such as curl do not.
  const { request } = await import("node:http");
  return new Promise((resolve, reject) => {
    request(url, { method: "POST", headers }, (response) => resolve(response.resume().statusCode ?? 0))
      .on("error", reject)
      .end();
  });
}

test("a page with the token may make changes", async () => {
  expect(await post({ origin: url, [tokenHeader]: token.value })).toBe(200);
});

test.each([
  ["none", {}],
  ["a wrong one", { [tokenHeader]: "x".repeat(24) }],
  ["half of it", { [tokenHeader]: token.value.slice(0, 12) }],
])("a page with %s may not make changes", async (_what, headers) => {
  expect(await post({ origin: url, ...headers })).toBe(403);
  expect(await post({ "sec-fetch-site": "same-origin", ...headers })).toBe(403);
});

test("a program that is not a browser page needs no token", async () => {
  expect(await post({})).toBe(200);
});
