import express from "express";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { basicAuth } from "../../src/dashboard/basicAuth.js";
import { serve, type TestServer } from "../support/testServer.js";

let server: TestServer;
beforeAll(async () => {
  const app = express();
  app.use(basicAuth({ user: "anna", password: "pass:wörd" }));
  app.get("/", (_request, response) => void response.send("in"));
  server = await serve(app);
});
afterAll(async () => server.close());

async function statusWith(login?: string): Promise<number> {
  const headers = login === undefined ? {} : { authorization: `Basic ${Buffer.from(login).toString("base64")}` };
  return (await fetch(server.url, { headers })).status;
}

describe("basicAuth", () => {
  test("lets in who knows user and password, colons and umlauts included", async () => {
    expect(await statusWith("anna:pass:wörd")).toBe(200);
  });

  test.each(["anna:", "anna:pass", "anna:pass:wörd ", "Anna:pass:wörd", ":pass:wörd", "anna", ""])(
    "keeps out %j",
    async (login) => {
      expect(await statusWith(login)).toBe(401);
    },
  );

  test("asks who does not say who they are, with a problem document", async () => {
    const response = await fetch(server.url);
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toMatch(/^Basic realm=/);
    expect(await response.json()).toMatchObject({ status: 401, code: "unauthorized" });
  });

  test.each(["Bearer abc", "Basic", "Basic ***", "Basic YW5uYTpwYXNzOnfDtnJk extra"])(
    "keeps out a header that is none: %s",
    async (authorization) => {
      expect((await fetch(server.url, { headers: { authorization } })).status).toBe(401);
    },
  );
});
