import { readdir } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { usualUploadReading } from "../../src/dashboard/http/upload.js";
import { startPredictWorker } from "../../src/workers/predict/main.js";
import { bareDashboard, type BareDashboard } from "../support/bareDashboard.js";
import { temporaryDirectory } from "../support/corpus.js";
import { longTimeout } from "../support/longTimeout.js";
import { sampleModelFiles } from "../support/sampleModels.js";
import { syllables, wavFile } from "../support/wavFile.js";

let setting: BareDashboard;
afterEach(async () => setting.close());

async function withModels(...given: Parameters<typeof bareDashboard>): Promise<void> {
  setting = await bareDashboard(...given);
  await setting.services.models.save(sampleModelFiles());
  await setting.services.models.promote("sample");
}

async function upload(bytes: Uint8Array, query = ""): Promise<Response> {
  const body = new FormData();
  body.append("file", new Blob([Buffer.from(bytes)]), "voice.wav");
  return fetch(`${setting.url}/api/predictions${query}`, { method: "POST", body });
}

/** An upload whose headers are sent, but not its file. */
function silentUpload(): Socket {
  const { host, hostname, port } = new URL(setting.url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  socket.write(
    [
      "POST /api/predictions HTTP/1.1",
      `Host: ${host}`,
      "Content-Type: multipart/form-data; boundary=b",
      "Content-Length: 100000",
      "",
      '--b\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\nRIFF',
    ].join("\r\n"),
  );
  return socket;
}

describe("uploads", () => {
  test("that send too few bytes get 408 and are cut off", async () => {
    await withModels({ uploadReading: { ...usualUploadReading, slowest: { bytes: 1_000, withinMs: 200 } } });
    const answer = await text(silentUpload());
    expect(answer).toMatch(/^HTTP\/1.1 408 Request Timeout\r\n/);
    expect(answer).toContain('"code":"too-slow"');
  });

  test.each([
    ["the file", '--b\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\nRIFF'],
    ["the part before the form", "no form"],
    ["another file", '--b\r\nContent-Disposition: form-data; name="other"; filename="a.wav"\r\n\r\nRIFF'],
  ])("that never end get 413 and are cut off when %s is too long", async (_, head) => {
    await withModels({ maxUploadBytes: 100_000 });
    const { host, hostname, port } = new URL(setting.url);
    const socket = connect(Number(port), hostname);
    socket.on("error", () => undefined);
    const answer = text(socket);
    const chunk = (content: string): string => `${content.length.toString(16)}\r\n${content}\r\n`;
    const headers = ["Content-Type: multipart/form-data; boundary=b", "Transfer-Encoding: chunked", "", ""];
    socket.write(["POST /api/predictions HTTP/1.1", `Host: ${host}`, ...headers].join("\r\n"));
    socket.write(chunk(head));
    const sending = setInterval(() => void socket.write(chunk("x".repeat(20_000))), 10);
    expect(await answer.finally(() => clearInterval(sending))).toMatch(/^HTTP\/1.1 413 [^]*"code":"too-large"/);
  });

  test("of one address do not occupy every slot", async () => {
    await withModels({ uploadReading: { ...usualUploadReading, atOncePerAddress: 2 } });
    const slow = [silentUpload(), silentUpload()];
    await vi.waitFor(async () => {
      const response = await upload(wavFile(syllables(220, 0.5)));
      expect(await response.json()).toMatchObject({
        code: "busy",
        detail: expect.stringContaining("from your address") as string,
      });
      expect(response.headers.get("retry-after")).toBe("5");
    }, longTimeout);
    for (const socket of slow) socket.destroy();
    await vi.waitFor(async () => expect((await upload(wavFile(syllables(220, 0.5)))).status).toBe(202), longTimeout);
  });

  test("are rejected with 503 and Retry-After while too many bytes of a client are waiting", async () => {
    const voice = wavFile(syllables(220, 0.5));
    const limits = { bytes: 1e9, bytesPerClient: 1.5 * voice.length, uploads: 100 };
    await withModels({}, { limits });
    expect((await upload(voice)).status).toBe(202);
    const rejected = await upload(voice);
    expect([rejected.status, rejected.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(await rejected.json()).toMatchObject({ code: "busy" });
  });
});

describe("once its prediction is over, an upload is deleted", () => {
  async function withWorker(use: (dir: string) => Promise<void>): Promise<void> {
    const dir = await temporaryDirectory();
    await withModels({}, { dir });
    const worker = startPredictWorker(setting.services, { threads: 1, bulkThreads: 1, maxBytes: 1e6 });
    try {
      await use(dir);
    } finally {
      await worker.close();
    }
  }

  async function becomesEmpty(dir: string): Promise<void> {
    await vi.waitFor(async () => expect(await readdir(dir)).toEqual([]), longTimeout);
    const { redis, prefix } = setting.services.address;
    expect(await redis.hgetall(`${prefix}:uploads:sums`)).toEqual({ all: "0" });
  }

  test("if it was predicted or rejected by the worker", async () => {
    await withWorker(async (dir) => {
      expect((await upload(wavFile(syllables(220, 0.001)), "?wait=30")).status).toBe(422);
      await upload(wavFile(syllables(220, 1)), "?wait=30");
      await becomesEmpty(dir);
    });
  });

  test("if the job fails permanently", async () => {
    await withWorker(async (dir) => {
      const ref = await setting.services.uploads.put(wavFile(syllables(220, 1)));
      const models = { run: "none", version: "none" };
      const question = { models, gender: "auto", minGenderConfidence: 0.8 } as const;
      const files = [{ kind: "upload", ...ref, name: "voice.wav" } as const];
      const id = await setting.services.predictions.submit("predict", { ...question, files });
      await setting.services.predictions.end("predict", id, new AbortController().signal);
      await becomesEmpty(dir);
    });
  });
});
