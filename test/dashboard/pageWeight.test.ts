import { get, type IncomingMessage } from "node:http";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bareDashboard, type BareDashboard } from "../support/bareDashboard.js";
import { sampleModelFiles } from "../support/sampleModels.js";
import { runSettings } from "../support/settings.js";

/** Maximum compressed size of a page with everything it loads: less than one photograph. */
const maxBytes = 200_000;

describe("the transfer size of pages", () => {
  let setting: BareDashboard;

  beforeAll(async () => {
    setting = await bareDashboard();
    await setting.services.models.save(sampleModelFiles());
    for (let i = 0; i < 100; i++)
      await setting.services.runs.create(`run-${i}`, runSettings({ source: `s3://voices-${i}/ravdess` }), i);
  });
  afterAll(async () => setting.close());

  /** The size of a file including its headers, and its text. */
  async function load(url: URL): Promise<{ bytes: number; text: string }> {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get(url, { headers: { "accept-encoding": "gzip" } }, resolve).on("error", reject);
    });
    expect([url.pathname, response.statusCode]).toEqual([url.pathname, 200]);
    const body = Buffer.concat((await response.toArray()) as Buffer[]);
    const isPacked = response.headers["content-encoding"] === "gzip";
    return {
      bytes: body.length + response.rawHeaders.join("  ").length,
      text: (isPacked ? gunzipSync(body) : body).toString(),
    };
  }

  /** A page, its style sheet, its script, and the modules that scripts import, each once. */
  async function weigh(path: string): Promise<{ files: number; bytes: number }> {
    const waiting = [new URL(path, setting.url)];
    const seen = new Set<string>();
    let bytes = 0;
    for (let url = waiting.pop(); url !== undefined; url = waiting.pop()) {
      if (seen.has(url.href)) continue;
      seen.add(url.href);
      const file = await load(url);
      bytes += file.bytes;
      const links = url.pathname.endsWith(".js")
        ? file.text.matchAll(/(?:from|import)\s*\(?"(\.[^"]+)"/g)
        : file.text.matchAll(/"(\/assets\/[^"]+)"/g);
      for (const [, link] of links) waiting.push(new URL(link!, url));
    }
    return { files: seen.size, bytes };
  }

  test.each(["/", "/runs/run-1", "/recording/run-1", "/models", "/predict"])(
    "%s is below 200 KB with all its resources",
    async (path) => {
      const { files, bytes } = await weigh(path);
      expect(files).toBeGreaterThanOrEqual(3); // page, style sheet, script
      expect(bytes).toBeLessThan(maxBytes);
    },
  );
});
