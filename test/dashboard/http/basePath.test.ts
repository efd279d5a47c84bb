import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isBasePath } from "../../../src/dashboard/http/basePath.js";
import { withBase } from "../../../src/dashboard/http/withBase.js";
import { bareDashboard, type BareDashboard } from "../../support/bareDashboard.js";

describe("a dashboard below a path", () => {
  let given: BareDashboard;
  let behindProxy: BareDashboard;
  let plain: BareDashboard;
  beforeAll(async () => {
    given = await bareDashboard({ basePath: "/ser" });
    behindProxy = await bareDashboard({ trustedProxies: ["loopback"] });
    plain = await bareDashboard();
  });
  afterAll(async () => {
    await given.close();
    await behindProxy.close();
    await plain.close();
  });

  /** The links and scripts of a page. */
  async function linksOf(url: string, headers: Record<string, string> = {}): Promise<string[]> {
    const text = await (await fetch(url, { headers })).text();
    return [...text.matchAll(/\b(?:href|src)="([^"]*)"/g)].map(([, link]) => link!);
  }
  const rooted = (links: readonly string[]): string[] => links.filter((link) => link.startsWith("/"));

  test("responds with and without the path, and all links of its pages include it", async () => {
    for (const path of ["/ser", "/ser/", "/", "/ser/predict", "/models"]) {
      const links = rooted(await linksOf(`${given.url}${path}`));
      expect(links).toContain("/ser/predict");
      expect(links.filter((link) => !link.startsWith("/ser/"))).toEqual([]);
    }
    expect(await (await fetch(`${given.url}/ser/api/runs`)).json()).toEqual([]);
  });

  test("passes the path to Bull Board, its base and its cookie", async () => {
    const response = await fetch(`${given.url}/ser/queues`);
    expect(await response.text()).toContain('<base href="/ser/queues/"');
    expect(response.headers.get("set-cookie")).toContain("Path=/ser/queues");
  });

  test("serves every link of a page", async () => {
    for (const link of new Set(rooted(await linksOf(`${given.url}/ser/`))))
      expect([link, (await fetch(`${given.url}${link}`)).status]).toEqual([link, 200]);
  });

  test("accepts the path only from a trusted proxy", async () => {
    const headers = { "x-forwarded-prefix": "/tools/ser" };
    expect(await linksOf(behindProxy.url, headers)).toContain("/tools/ser/predict");
    expect(await linksOf(plain.url, headers)).toContain("/predict");
    expect(await linksOf(behindProxy.url, { "x-forwarded-prefix": '/"><script>' })).toContain("/predict");
  });

  test("responds to a missing path with a page for browsers and a problem document for programs", async () => {
    const browser = await fetch(`${given.url}/ser/runs/none`, { headers: { accept: "text/html,*/*;q=0.8" } });
    expect([browser.status, browser.headers.get("content-type")]).toEqual([404, "text/html; charset=utf-8"]);
    expect(await browser.text()).toMatch(/<h1>Not Found<\/h1>[^]*run none/);
    const program = await fetch(`${given.url}/runs/none`);
    expect([program.status, program.headers.get("content-type")]).toEqual([
      404,
      expect.stringContaining("application/problem+json"),
    ]);
  });
});

test.each(["/ser", "/tools/ser.v2"])("%s is a base path", (path) => expect(isBasePath(path)).toBe(true));
test.each(["", "/", "ser", "/ser/", "//ser", '/"', "/a b"])("%j is not a base path", (path) => {
  expect(isBasePath(path)).toBe(false);
});

test("only absolute links get the base path", () => {
  const page = '<a href="/x"></a><a href="//other.org/y"></a><a href="#z"></a><p>href=&quot;/q</p><img src="/i">';
  expect(withBase(page, "/ser")).toBe(
    '<a href="/ser/x"></a><a href="//other.org/y"></a><a href="#z"></a><p>href=&quot;/q</p><img src="/ser/i">',
  );
});
