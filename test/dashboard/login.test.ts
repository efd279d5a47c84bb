import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bareDashboard, type BareDashboard } from "../support/bareDashboard.js";

describe("a dashboard with a login, behind a proxy on this machine", () => {
  let setting: BareDashboard;
  beforeAll(async () => {
    setting = await bareDashboard({ login: { user: "anna", password: "word" }, trustedProxies: ["loopback"] });
  });
  afterAll(async () => setting.close());

  const askFrom = async (address: string, password: string): Promise<Response> =>
    fetch(`${setting.url}/api/models`, {
      headers: { authorization: `Basic ${btoa(`anna:${password}`)}`, "x-forwarded-for": address },
    });

  test("only a client that guesses too often is told to retry later", async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 11; i++) statuses.push((await askFrom("192.0.2.1", `guess ${i}`)).status);
    expect(statuses).toEqual([...new Array<number>(10).fill(401), 429]);
    const refused = await askFrom("192.0.2.1", "word");
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await askFrom("192.0.2.2", "word")).status).toBe(200);
  });

  test("/healthz responds without a login", async () => {
    expect((await fetch(`${setting.url}/readyz`, { headers: { "x-forwarded-for": "192.0.2.1" } })).status).toBe(200);
  });
});

describe("a dashboard with a login and without a trusted proxy", () => {
  test("counts by the socket's address, whatever the request claims", async () => {
    const setting = await bareDashboard({ login: { user: "anna", password: "word" } });
    try {
      const statuses: number[] = [];
      for (let i = 0; i < 11; i++) {
        const headers = { authorization: `Basic ${btoa("anna:wrong")}`, "x-forwarded-for": `192.0.2.${i}` };
        statuses.push((await fetch(`${setting.url}/`, { headers })).status);
      }
      expect(statuses.at(-1)).toBe(429);
    } finally {
      await setting.close();
    }
  });
});
