import { request as httpRequest } from "node:http";
import express from "express";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { problemHandler } from "../../../src/dashboard/http/problem.js";
import { sameOrigin } from "../../../src/dashboard/http/sameOrigin.js";
import { silentLogger } from "../../support/logger.js";
import { serve, type TestServer } from "../../support/testServer.js";

const servers: Record<string, TestServer> = {};
beforeAll(async () => {
  for (const [name, isOpen] of [
    ["open", true],
    ["login", false],
  ] as const) {
    const app = express();
    app.use(sameOrigin({ isOpen, hosts: ["dashboard.internal"] }));
    app.use((_request, response) => void response.send("in"));
    app.use(problemHandler(silentLogger));
    servers[name] = await serve(app);
  }
});
afterAll(async () => Promise.all(Object.values(servers).map(async (server) => server.close())));

/** fetch would not let a test choose its Host. */
async function status(name: string, method: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(servers[name]!.url, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode!);
    });
    request.on("error", reject);
    request.end();
  });
}

const own = (): string => servers["open"]!.url;

describe("sameOrigin", () => {
  test("allows changes by programs and its own pages", async () => {
    expect(await status("open", "POST", {})).toBe(200);
    expect(await status("open", "POST", { origin: own() })).toBe(200);
  });

  test.each(["https://elsewhere.example", "null", "http://127.0.0.1:1"])(
    "allows no changes by a page of %s",
    async (origin) => {
      expect(await status("open", "POST", { origin })).toBe(403);
      expect(await status("login", "POST", { origin })).toBe(403);
    },
  );

  test("lets other pages read, since the browser withholds the response from them", async () => {
    expect(await status("open", "GET", { origin: "https://elsewhere.example" })).toBe(200);
  });

  test("without a login, responds only to loopback names, its own address and the configured names", async () => {
    for (const host of ["localhost:3000", "[::1]:3000", "127.0.0.1", "Dashboard.internal:80"])
      expect(await status("open", "GET", { host })).toBe(200);
    for (const host of ["rebound.example:3000", "127.0.0.1.example", "127.0.0.2", "10.0.0.1:3000"])
      expect(await status("open", "GET", { host })).toBe(403);
  });

  test.each(["cross-site", "same-site"])("allows no changes by a browser that sends %s", async (site) => {
    expect(await status("open", "POST", { "sec-fetch-site": site })).toBe(403);
    expect(await status("login", "POST", { "sec-fetch-site": site })).toBe(403);
    expect(await status("open", "GET", { "sec-fetch-site": site })).toBe(200);
  });

  test("accepts any host name if a login is required", async () => {
    expect(await status("login", "GET", { host: "dashboard.example" })).toBe(200);
  });
});
