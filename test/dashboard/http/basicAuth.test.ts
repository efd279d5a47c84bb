import express from "express";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { AddressLimit } from "../../../src/dashboard/http/addressLimit.js";
import { basicAuth } from "../../../src/dashboard/http/basicAuth.js";
import { problemHandler } from "../../../src/dashboard/http/problem.js";
import { silentLogger } from "../../support/logger.js";
import { serve, type TestServer } from "../../support/testServer.js";

/** Behind a proxy, so that a test can choose the client's address. */
async function serveWithLimit(maxRejected: number, maxInTotal = 1_000): Promise<TestServer> {
  const app = express();
  app.set("trust proxy", true);
  const login = { user: "anna", password: "pass:wörd" };
  app.use(basicAuth(login, new AddressLimit(maxRejected, 900), new AddressLimit(maxInTotal, 900)));
  app.get("/", (_request, response) => void response.send("in"));
  app.use(problemHandler(silentLogger));
  return serve(app);
}

let server: TestServer;
beforeAll(async () => {
  server = await serveWithLimit(1_000);
});
afterAll(async () => server.close());

async function askWith(login: string | undefined, { url } = server, address = "192.0.2.1"): Promise<Response> {
  const headers = new Headers({ "x-forwarded-for": address });
  if (login !== undefined) headers.set("authorization", `Basic ${Buffer.from(login).toString("base64")}`);
  return fetch(url, { headers });
}

async function statusWith(...asked: Parameters<typeof askWith>): Promise<number> {
  return (await askWith(...asked)).status;
}

describe("basicAuth", () => {
  test("accepts the right user and password, including colons and umlauts", async () => {
    expect(await statusWith("anna:pass:wörd")).toBe(200);
  });

  test.each(["anna:", "anna:pass", "anna:pass:wörd ", "Anna:pass:wörd", ":pass:wörd", "anna", ""])(
    "rejects %j",
    async (login) => {
      expect(await statusWith(login)).toBe(401);
    },
  );

  test("asks a client without credentials to log in, with a problem document", async () => {
    const response = await fetch(server.url);
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toMatch(/^Basic realm=/);
    expect(await response.json()).toMatchObject({ status: 401, code: "unauthorized" });
  });

  test.each(["Bearer abc", "Basic", "Basic ***", "Basic YW5uYTpwYXNzOnfDtnJk extra"])(
    "rejects an invalid header: %s",
    async (authorization) => {
      expect((await fetch(server.url, { headers: { authorization } })).status).toBe(401);
    },
  );
});

describe("after three wrong passwords with a limit of three", () => {
  const right = "anna:pass:wörd";
  let limited: TestServer;
  beforeEach(async () => {
    limited = await serveWithLimit(3);
    for (const guess of ["a", "b", "c"]) expect(await statusWith(`anna:${guess}`, limited)).toBe(401);
  });
  afterEach(async () => limited.close());

  test("the next request gets a problem document that says when to retry", async () => {
    const response = await askWith("anna:d", limited);
    expect(response.status).toBe(429);
    expect(response.headers.get("content-type")).toMatch(/^application\/problem\+json/);
    expect(await response.json()).toMatchObject({ status: 429, code: "too-many" });
    const afterSec = Number(response.headers.get("retry-after"));
    expect(afterSec).toBeGreaterThan(0);
    expect(afterSec).toBeLessThanOrEqual(900);
  });

  test("the address learns nothing from the right password", async () => {
    expect(await statusWith(right, limited)).toBe(429);
  });

  test("others can log in with the right one", async () => {
    expect(await statusWith(right, limited, "192.0.2.2")).toBe(200);
  });
});

test("neither right passwords nor requests without one are counted", async () => {
  const limited = await serveWithLimit(1);
  try {
    for (let i = 0; i < 3; i++) {
      expect(await statusWith("anna:pass:wörd", limited)).toBe(200);
      expect(await statusWith(undefined, limited)).toBe(401);
    }
  } finally {
    await limited.close();
  }
});

test("guesses sent all at once get no more attempts than sequential ones", async () => {
  const limited = await serveWithLimit(5);
  try {
    const statuses = await Promise.all(
      Array.from({ length: 40 }, async (_, i) => statusWith(`anna:guess ${i}`, limited)),
    );
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
  } finally {
    await limited.close();
  }
});

test("guesses from many addresses have a total limit, which does not affect addresses that have logged in", async () => {
  const limited = await serveWithLimit(3, 5);
  const right = "anna:pass:wörd";
  try {
    expect(await statusWith(right, limited, "192.0.2.200")).toBe(200);
    const statuses: number[] = [];
    for (let i = 0; i < 7; i++) statuses.push(await statusWith(`anna:guess ${i}`, limited, `192.0.2.${i}`));
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
    expect(await statusWith(right, limited, "192.0.2.100")).toBe(429);
    expect(await statusWith(undefined, limited, "192.0.2.100")).toBe(401);
    expect(await statusWith(right, limited, "192.0.2.200")).toBe(200);
  } finally {
    await limited.close();
  }
});
