import { mkdir, symlink, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunSettings } from "../../src/runs/jobs.js";
import { bareDashboard, type BareDashboard } from "../support/bareDashboard.js";
import { temporaryDirectory } from "../support/corpus.js";
import { sampleModelFiles } from "../support/sampleModels.js";
import { runSettings } from "../support/settings.js";
import { syllables, wavFile } from "../support/wavFile.js";

const name = "03-01-03-02-01-01-02.wav";
/** leads out of the source */
const linked = "03-01-03-02-01-02-02.wav";
/** leads to another file of the source */
const inside = "03-01-03-02-02-01-02.wav";
const noSound = "03-01-03-02-02-02-02.wav";

describe("the dashboard under attack", () => {
  let setting: BareDashboard;
  /** labels files of the started runs */
  const started: (string | null)[] = [];

  beforeAll(async () => {
    const root = await temporaryDirectory();
    await writeFile(join(root, name), "outside");
    const source = join(root, "source");
    await mkdir(source);
    await writeFile(join(source, name), wavFile(syllables(220, 1)));
    await writeFile(join(source, "synthetic.json"), "{}");
    await symlink("/etc/hostname", join(source, "link"));
    await symlink(join(root, name), join(source, linked));
    await symlink(root, join(source, "linked"));
    await symlink(join(source, name), join(source, inside));
    await writeFile(join(source, noSound), "a text with the name of a recording");
    await writeFile(join(root, "labels.csv"), "salary\n1000000\n");
    await writeFile(join(source, "labels.csv"), "file,emotion,speaker\n");
    const actions = {
      startRun: async (_: string, { labels }: RunSettings) => Promise.resolve(void started.push(labels)),
      retryRejected: async () => Promise.resolve(0),
    };
    setting = await bareDashboard({ actions });
    await setting.services.runs.create("first", runSettings({ source }), Date.now());
    await setting.services.models.save(sampleModelFiles({ run: "first" }));
  });
  afterAll(async () => setting.close());

  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => fetch(`${setting.url}${path}`, init);

  /** The path unchanged: fetch would normalise it. */
  async function askRaw(path: string): Promise<string> {
    const socket = connect(Number(new URL(setting.url).port), "127.0.0.1");
    socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`);
    return Buffer.concat((await socket.toArray()) as Buffer[]).toString();
  }

  test.each(["/healthz", "/readyz"])("the response to %s also has the security headers", async (path) => {
    const { headers } = await ask(path);
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  });

  test.each([
    "/",
    "/explore",
    "/models",
    "/runs/first",
    "/queues/",
    "/queues/api/queues",
    "/api/runs",
    "/api/nothing",
    "/metrics",
    "/runs/none",
  ])("%s has a strict content policy and the declared content type", async (path) => {
    const { headers } = await ask(path);
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(headers.get("content-security-policy")).toContain("script-src 'self';");
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
    expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
    expect(headers.get("x-powered-by")).toBeNull();
  });

  test.each(["/recording/first", "/predict"])(
    "%s may run the kernels, but may not evaluate text as code",
    async (path) => {
      const policy = (await ask(path)).headers.get("content-security-policy");
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';");
    },
  );

  test("serves a recording of the source", async () => {
    expect((await ask(`/api/runs/first/audio?key=${name}`)).status).toBe(200);
  });

  test.each([
    `../${name}`,
    `./../${name}`,
    `Actor_02/../../${name}`,
    `..%2f${name}`,
    `..\\${name}`,
    `/etc/${name}`,
    `//${name}`,
    `${name}\0.wav`,
    `\0${name}`,
    "synthetic.json",
    "link",
    linked,
    `linked/${name}`,
    noSound,
    "",
  ])("the key %j is not a recording and is not served", async (key) => {
    const response = await ask(`/api/runs/first/audio?key=${encodeURIComponent(key)}`);
    expect([400, 404, 422]).toContain(response.status);
    const text = await response.text();
    expect(text).not.toMatch(/outside|a text with/);
  });

  test("starts a run with a labels file of the source, but not with one outside it behind a link", async () => {
    const source = (await setting.services.runs.require("first")).settings.source;
    const begin = async (labels: string): Promise<unknown> => {
      const body = JSON.stringify({ run: "second", source, labels });
      const response = await ask("/api/runs", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
      });
      return response.status === 201 ? 201 : ((await response.json()) as { code: string }).code;
    };
    expect(await begin("labels.csv")).toBe(201);
    expect(await begin("linked/labels.csv")).toBe("access-denied");
    expect(await begin("none.csv")).toBe("missing-object");
    expect(started).toEqual([join(source, "labels.csv")]);
  });

  test.each(["03-01-01-01-01-01-01.wav", linked, `${name}/${name}`])(
    "the rejection of %s does not reveal the source's location",
    async (key) => {
      const { detail } = (await (await ask(`/api/runs/first/audio?key=${key}`)).json()) as { detail: string };
      expect(detail).toContain(key);
      expect(detail).not.toContain(tmpdir());
    },
  );

  test("a link to another recording of the source is served", async () => {
    expect((await ask(`/api/runs/first/audio?key=${inside}`)).status).toBe(200);
  });

  test.each(["key[]=a", "key[a]=b", `key=${name}&key=../${name}`])("the query %s is rejected", async (query) => {
    const response = await ask(`/api/runs/first/audio?${query}`);
    expect([400, 404]).toContain(response.status);
  });

  test.each([
    "/assets/../../../package.json",
    "/assets/..%2f..%2f..%2fpackage.json",
    "/queues/static/..%2f..%2f..%2f..%2fpackage.json",
    "/queues/static/../../../../package.json",
    "/runs/..%2f..%2fetc%2fpasswd",
    "/%00",
    "/runs/%",
  ])("%s leads nowhere", async (path) => {
    const answer = await askRaw(path);
    expect(answer).toMatch(/^HTTP\/1\.1 (400|404) /);
    expect(answer).not.toContain('"dependencies"');
  });

  test.each(["meta", "events", "completed", "..", "id", "wait"])(
    "%s is not a prediction, whatever Redis contains under that name",
    async (id) => {
      expect((await ask(`/api/predictions/${encodeURIComponent(id)}`)).status).toBe(404);
      expect((await ask(`/api/predictions/${encodeURIComponent(id)}/events`)).status).toBe(404);
    },
  );

  test("a page's request without the page's token changes nothing", async () => {
    for (const headers of [
      { origin: setting.url },
      { "sec-fetch-site": "same-origin" },
      { "sec-fetch-site": "none" },
    ]) {
      const response = await ask("/api/models/first/promote", { method: "POST", headers });
      expect(response.status).toBe(403);
    }
    expect(await setting.services.models.find()).toBeUndefined();
  });

  test("the token is different at every start", async () => {
    const again = await bareDashboard();
    try {
      const tokenOf = async (url: string) =>
        /name="ser-token" content="([^"]+)"/.exec(await (await fetch(url)).text())?.[1];
      const [one, other] = [await tokenOf(setting.url), await tokenOf(again.url)];
      expect(one).toMatch(/^[\w-]{24}$/);
      expect(other).not.toBe(one);
    } finally {
      await again.close();
    }
  });

  test("an overlong query is rejected with 413", async () => {
    const body = JSON.stringify({ source: `s3://bucket/${"x".repeat(20_000)}` });
    const init = { method: "POST", body, headers: { "content-type": "application/json" } };
    expect((await ask("/api/predictions", init)).status).toBe(413);
  });

  test("a form of many fields is rejected with 400", async () => {
    const body = new FormData();
    for (let i = 0; i < 50; i++) body.append(`field${i}`, "x");
    expect((await ask("/api/predictions", { method: "POST", body })).status).toBe(400);
  });

  test("an error does not reveal the program's path", async () => {
    const text = await (
      await ask("/api/predictions", { method: "POST", body: "{", headers: { "content-type": "application/json" } })
    ).text();
    expect(text).not.toMatch(/node_modules|\.ts:|\.js:/);
  });
});
