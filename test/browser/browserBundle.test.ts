import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadModel } from "../../src/models/modelFile.js";
import { predict } from "../../src/models/predict.js";
import { madeUp } from "../dsp/speech/madeUp.js";
import { accessibilityViolations, startBrowser, withoutChromium } from "../support/browser.js";
import { openPage } from "../support/browserPage.js";
import { sampleModelFile } from "../support/sampleModels.js";
import { sampleVoteModelFile } from "../support/sampleVoteModel.js";
import { wavFile } from "../support/wavFile.js";

const root = join(import.meta.dirname, "../..");

/** The bundle of examples/browser/main.js and the package's entry for browsers. */
async function bundle(): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [join(root, "examples/browser/main.js")],
    alias: { "speech-emotion-workers": join(root, "src/browser.ts") },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser", // an import of node: ends the build
    write: false,
  });
  return outputFiles[0]!.contents;
}

test("the example is bundled with the package's entry point for browsers", async () => {
  const { exports } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
    exports: Record<string, { browser?: { default: string } } | string>;
  };
  expect(exports["."]).toMatchObject({ browser: { default: "./dist/browser.js" } });
  expect(Object.keys(exports["."]!)[0]).toBe("browser"); // the first condition that fits is taken
  expect(exports["./dsp.wasm"]).toBe("./wasm/dsp.wasm");
});

describe.skipIf(withoutChromium !== "")(`the example page in a browser${withoutChromium}`, () => {
  let server: Server;
  let url: string;
  let model: Uint8Array;
  let hasKernels = true;
  beforeAll(async () => {
    const script = await bundle();
    expect(gzipSync(script).length).toBeLessThan(200_000);
    const pages = new Map<string, () => Promise<readonly [string, Uint8Array]>>([
      ["/", async () => ["text/html", await readFile(join(root, "examples/browser/index.html"))]],
      ["/bundle.js", async () => Promise.resolve(["text/javascript", script])],
      ["/models/all.json", async () => Promise.resolve(["application/json", model])],
      [
        "/dsp.wasm",
        async () => ["application/wasm", hasKernels ? await readFile(join(root, "wasm/dsp.wasm")) : new Uint8Array()],
      ],
    ]);
    server = createServer((request, response) => {
      const page = pages.get(request.url ?? "");
      if (page === undefined) response.writeHead(404).end();
      else void page().then(([type, body]) => response.setHeader("content-type", type).end(body));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(() => server.close());

  test.each([
    ["a forest, with the kernels", sampleModelFile("all"), true],
    ["a vote of linear models, with the kernels", sampleVoteModelFile(), true],
    ["a forest, in TypeScript", sampleModelFile("all"), false],
  ] as const)("predicts the same as Node: %s", async (_, file, withKernels) => {
    model = Buffer.from(JSON.stringify(file));
    hasKernels = withKernels;
    const voice = wavFile(Float32Array.from(madeUp("woman", 2)));
    const expected = await predict(voice, loadModel(model));
    const browser = await startBrowser();
    try {
      const { page, complaints } = await openPage(browser, {});
      await page.goto(url);
      await page
        .getByLabel("A recording of speech")
        .setInputFiles({ name: "voice.wav", mimeType: "audio/wav", buffer: Buffer.from(voice) });
      await page.getByText(`voice.wav: ${expected.emotion}`).waitFor();
      const shown = await page.getByRole("listitem").allTextContents();
      const probabilities = new Map(
        shown.map((item) => {
          const [label = "", probability] = item.split(" ");
          return [label, Number(probability)] as const;
        }),
      );
      for (const [label, probability] of Object.entries(expected.probabilities))
        expect(probabilities.get(label)).toBeCloseTo(probability, 3);
      expect(await accessibilityViolations(page)).toEqual([]);
      expect(complaints).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});
