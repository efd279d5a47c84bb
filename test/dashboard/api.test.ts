import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startDashboard, type DashboardSettings, type RunningDashboard } from "../../src/dashboard/main.js";
import { openServices, type Services } from "../../src/runs/services.js";
import { startPredictWorker } from "../../src/workers/predict/main.js";
import { madeUp } from "../dsp/speech/madeUp.js";
import { silentLogger } from "../support/logger.js";
import { requireAnswersInContract } from "../support/openApiContract.js";
import { testRedis } from "../support/redis.js";
import { runSettings } from "../support/settings.js";
import { describeOnS3 } from "../support/s3.js";
import { sampleModelFiles } from "../support/sampleModels.js";
import { sampleVoteModelFile, voteFeatureSet } from "../support/sampleVoteModel.js";
import { syllables, wavFile } from "../support/wavFile.js";

const maxUploadBytes = 200_000;
const voice = wavFile(syllables(220, 1));

const settings: DashboardSettings = {
  host: "127.0.0.1",
  port: 0,
  login: undefined,
  readOnly: false,
  maxUploadBytes,
  allowedSources: undefined,
  version: "0.0.0",
};

interface Setting {
  readonly services: Services;
  readonly dashboard: RunningDashboard;
  close(): Promise<void>;
}

/** A dashboard with a worker, on a separate Redis prefix. */
async function start(given: Partial<DashboardSettings> = {}, options = { worker: true }): Promise<Setting> {
  const { url, prefix } = await testRedis();
  const services = await openServices(url, prefix, silentLogger);
  const dashboard = await startDashboard(services, { ...settings, ...given });
  const worker = options.worker
    ? startPredictWorker(services, { threads: 1, bulkThreads: 1, maxBytes: 1_000_000 })
    : undefined;
  return {
    services,
    dashboard,
    async close() {
      await dashboard.close();
      await worker?.close();
      await services.close();
    },
  };
}

function form(bytes: Uint8Array, fields: Record<string, string> = {}): FormData {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  body.append("file", new Blob([Buffer.from(bytes)]), "voice.wav");
  return body;
}

/** Responses of the API, each checked against openapi.json. */
async function ask(setting: Setting, path: string, init: RequestInit = {}) {
  const response = await fetch(`${setting.dashboard.url}${path}`, init);
  const text = await response.text();
  const type = response.headers.get("content-type") ?? "";
  const body = (type.includes("json") ? JSON.parse(text) : text) as Record<string, unknown>;
  await requireAnswersInContract(setting.dashboard.url, init.method ?? "GET", path, response, body);
  return { status: response.status, headers: response.headers, body };
}

const post = (body: FormData): RequestInit => ({ method: "POST", body });
const postJson = (content: unknown): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: typeof content === "string" ? content : JSON.stringify(content),
});

describe("speakers over HTTP, with a worker and a model that uses enrolled speakers", () => {
  let setting: Setting;
  beforeAll(async () => {
    setting = await start();
    await setting.services.models.save([sampleVoteModelFile()]);
    await setting.services.models.promote("sample");
  });
  afterAll(async () => setting.close());

  test("a speaker is enrolled from files, listed, used in predictions and removed", async () => {
    const predict = async (bytes: Uint8Array, fields: Record<string, string>) =>
      ask(setting, "/api/predictions?wait=20", post(form(bytes, fields)));
    const spoken = wavFile(Float32Array.from(madeUp("man", 2)));
    const unknown = await predict(spoken, { speaker: "anna" });
    expect(unknown.body).toMatchObject({ code: "unknown-speaker" });
    for (const [i, seconds] of [1.5, 1.8, 2.1].entries()) {
      const recording = wavFile(Float32Array.from(madeUp("woman", seconds)));
      const { body } = await predict(recording, { speaker: "anna", enrol: "true" });
      expect(body).toMatchObject({ state: "done", prediction: { speaker: { id: "anna", recordings: i + 1 } } });
    }
    const listed = await ask(setting, "/api/speakers");
    expect(listed.body).toMatchObject([{ id: "anna", recordings: 3, featureSet: voteFeatureSet }]);

    const known = await predict(spoken, { speaker: "anna" });
    const fresh = await predict(spoken, {});
    expect(known.body).toMatchObject({ prediction: { speaker: { id: "anna", recordings: 3 } } });
    expect(fresh.body).not.toHaveProperty("prediction.speaker");
    const probabilitiesOf = ({ body }: { body: Record<string, unknown> }): unknown =>
      (body["prediction"] as { probabilities: unknown }).probabilities;
    expect(probabilitiesOf(known)).not.toEqual(probabilitiesOf(fresh));

    expect((await ask(setting, "/api/speakers/anna", { method: "DELETE" })).status).toBe(204);
    expect((await ask(setting, "/api/speakers")).body).toEqual([]);
  });

  test("a recording cannot be enrolled without a speaker", async () => {
    const { status, body } = await ask(setting, "/api/predictions", post(form(voice, { enrol: "true" })));
    expect([status, body["code"]]).toEqual([400, "bad-payload"]);
  });
});

describe("the API, with a worker and a promoted model", () => {
  let setting: Setting;
  beforeAll(async () => {
    setting = await start();
    await setting.services.models.save(sampleModelFiles());
    await setting.services.models.save(sampleModelFiles({ run: "other" }));
    await setting.services.models.promote("sample");
  });
  afterAll(async () => setting.close());

  test("accepts a file, returns the address of the prediction, and serves it there", async () => {
    const submitted = await ask(setting, "/api/predictions", post(form(voice)));
    expect(submitted.status).toBe(202);
    const location = submitted.headers.get("location")!;
    expect(location).toBe(`/api/predictions/${submitted.body["id"] as string}`);
    await ask(setting, `${location}/events`); // ends with the prediction
    const answer = await ask(setting, location);
    expect(answer.body).toMatchObject({ state: "done", prediction: { model: { run: "sample" } } });
  });

  test("returns the result to a waiting client in a single request", async () => {
    const { status, body } = await ask(setting, "/api/predictions?wait=20", post(form(voice)));
    expect(status).toBe(200);
    expect(body).toMatchObject({ state: "done" });
  });

  test("streams the states as events, the last with the result", async () => {
    const { body } = await ask(setting, "/api/predictions", post(form(voice)));
    const { body: stream } = await ask(setting, `/api/predictions/${body["id"] as string}/events`);
    const events = (stream as unknown as string).split("\n\n").filter((event) => event.startsWith("event:"));
    expect(events.at(-1)).toMatch(/^event: done\ndata: \{/);
    const last = JSON.parse(events.at(-1)!.split("data: ")[1]!) as Record<string, unknown>;
    expect(last).toMatchObject({ id: body["id"], state: "done", prediction: { model: { run: "sample" } } });
  });

  test("predicts a recording over time, as JSON, CSV or WebVTT", async () => {
    const fields = { window: "1", hop: "0.5" };
    const long = wavFile(syllables(220, 2.5));
    const { body } = await ask(setting, "/api/predictions?wait=20", post(form(long, fields)));
    const overTime = body["overTime"] as { labels: string[]; windows: { start: number; end: number }[] };
    expect(overTime.windows.map(({ start, end }) => [start, end])).toEqual([
      ...[
        [0, 1],
        [0.5, 1.5],
        [1, 2],
        [1.5, 2.5],
      ],
    ]);
    const path = `/api/predictions/${body["id"] as string}`;
    const csv = await ask(setting, path, { headers: { accept: "text/csv" } });
    expect(csv.body).toMatch(new RegExp(`^start,end,speech,emotion,${overTime.labels.join(",")}\n0,1,`));
    expect((await ask(setting, `${path}?format=vtt`)).body).toMatch(/^WEBVTT\n\n00:00:00\.000 --> 00:00:01\.000\n/);
    expect((await ask(setting, `${path}?format=xml`)).status).toBe(400);
  });

  test.each([
    [{ window: "0.1" }, "window"],
    [{ hop: "1" }, "hop: only allowed together with window"],
    [{ window: "1", speaker: "anna" }, "window: cannot be combined with speaker"],
  ])("rejects a prediction over time with %j", async (fields, detail) => {
    const { status, body } = await ask(setting, "/api/predictions", post(form(voice, fields)));
    expect([status, body["detail"]]).toEqual([400, expect.stringContaining(detail)]);
  });

  test("chooses the model by a given gender and run", async () => {
    const { body } = await ask(setting, "/api/predictions?wait=20", post(form(voice, { gender: "man", run: "other" })));
    expect(body).toMatchObject({ prediction: { gender: { used: "man" }, model: { id: "other-men-0000000a" } } });
  });

  test("predicts with newly promoted models, without a restart", async () => {
    const predict = async () =>
      (await ask(setting, "/api/predictions?wait=20", post(form(voice)))).body["prediction"] as {
        model: { run: string };
      };
    await setting.services.models.promote("other");
    expect((await predict()).model.run).toBe("other");
    await setting.services.models.promote("sample");
    expect((await predict()).model.run).toBe("sample");
  });

  test.each([
    ["text", Buffer.from("no sound at all, but long enough"), "unsupported-audio"],
    ["a picture", Buffer.from("\x89PNG\r\n\x1a\n0000000000000000", "latin1"), "unsupported-audio"],
    ["nothing", Buffer.alloc(0), "too-short"],
    ["a moment", wavFile(syllables(220, 0.01)), "too-short"],
    ["a cut file", voice.slice(0, 40), "truncated-audio"],
  ])("rejects %s with 422 and the decoder's code", async (_, bytes, code) => {
    const { status, headers, body } = await ask(setting, "/api/predictions?wait=20", post(form(bytes)));
    expect([status, body["code"]]).toEqual([422, code]);
    expect(headers.get("content-type")).toMatch(/^application\/problem\+json/);
  });

  test("shows a rejection after 202 as a failed prediction with its problem", async () => {
    const { body } = await ask(setting, "/api/predictions", post(form(wavFile(syllables(220, 0.01)))));
    await ask(setting, `/api/predictions/${body["id"] as string}/events`);
    const answer = await ask(setting, `/api/predictions/${body["id"] as string}`);
    expect(answer.body).toMatchObject({ state: "failed", problem: { status: 422, code: "too-short" } });
  });

  test("rejects a file that is too large with 413", async () => {
    const { status, body } = await ask(setting, "/api/predictions", post(form(new Uint8Array(maxUploadBytes + 1))));
    expect([status, body["code"]]).toEqual([413, "too-large"]);
  });

  test("rejects a file that is far too large before reading it", async () => {
    const { status, body } = await ask(setting, "/api/predictions", post(form(new Uint8Array(10 * maxUploadBytes))));
    expect([status, body["code"]]).toEqual([413, "too-large"]);
  });

  test.each(["/etc/passwd", "file:///etc/passwd", "s3://elsewhere/a.wav"])(
    "never reads %s for a client",
    async (source) => {
      const { status, body } = await ask(setting, "/api/predictions", postJson({ source }));
      expect([status, body["code"]]).toEqual([403, "source-not-allowed"]);
    },
  );

  test.each([
    ["malformed JSON", postJson("{"), 400, "bad-payload"],
    ["no source", postJson({}), 400, "bad-payload"],
    ["another gender", postJson({ source: "s3://b/a.wav", gender: "child" }), 400, "bad-payload"],
    ["a form without file", post(new FormData()), 400, "bad-payload"],
    ["a confidence above 1", post(form(voice, { minGenderConfidence: "2" })), 400, "bad-payload"],
    ["an unknown run", post(form(voice, { run: "nobody" })), 422, "unknown-model"],
    ["text", { method: "POST", body: "x", headers: { "content-type": "text/plain" } }, 415, "unsupported-media-type"],
  ])("rejects %s", async (_, init, status, code) => {
    const answer = await ask(setting, "/api/predictions", init);
    expect([answer.status, answer.body["code"]]).toEqual([status, code]);
  });

  test.each(["-1", "61", "soon", ""])("refuses to wait %j seconds", async (wait) => {
    const { status } = await ask(setting, `/api/predictions?wait=${wait}`, post(form(voice)));
    expect(status).toBe(400);
  });

  test("responds with 404 for a prediction, run or path that does not exist", async () => {
    for (const path of [
      `/api/predictions/${randomUUID()}`,
      `/api/predictions/${randomUUID()}/events`,
      "/api/runs/none",
    ]) {
      const { status, body } = await ask(setting, path);
      expect([status, body["code"]]).toEqual([404, "not-found"]);
    }
    expect((await fetch(`${setting.dashboard.url}/api/nothing`)).status).toBe(404);
  });

  test("lists the models and which are current", async () => {
    const { body } = await ask(setting, "/api/models");
    expect(body).toMatchObject([
      { run: "other", isCurrent: false },
      { run: "sample", isCurrent: true },
    ]);
  });

  test("offers no actions to a page of another site", async () => {
    const init = { ...post(form(voice)), headers: { origin: "https://elsewhere.example" } };
    const { status, body } = await ask(setting, "/api/predictions", init);
    expect([status, body["code"]]).toEqual([403, "cross-origin"]);
  });
});

describe("the API without promoted models", () => {
  let setting: Setting;
  beforeAll(async () => {
    setting = await start({}, { worker: false });
  });
  afterAll(async () => setting.close());

  test("names the command that promotes some", async () => {
    const { status, body } = await ask(setting, "/api/predictions", post(form(voice)));
    expect([status, body["code"]]).toEqual([409, "no-model"]);
    expect(body["detail"]).toContain("ser models promote RUN");
  });

  test("has empty lists", async () => {
    expect((await ask(setting, "/api/models")).body).toEqual([]);
    expect((await ask(setting, "/api/runs")).body).toEqual([]);
  });

  test("responds with 202 if the wait ends before a worker is there", async () => {
    await setting.services.models.save(sampleModelFiles());
    const { status, body } = await ask(setting, "/api/predictions?wait=0.2", post(form(voice, { run: "sample" })));
    expect([status, body["state"]]).toEqual([202, "waiting"]);
  });
});

describe("access to the dashboard", () => {
  test("it refuses to listen beyond loopback without a login", async () => {
    await expect(start({ host: "0.0.0.0" }, { worker: false })).rejects.toThrow(/SER_DASHBOARD_USER.*--read-only/);
  });

  test("it refuses to listen beyond loopback with a password that can be guessed", async () => {
    const login = { user: "anna", password: "elevenchars" };
    await expect(start({ host: "0.0.0.0", login }, { worker: false })).rejects.toThrow(
      /^SER_DASHBOARD_PASSWORD: expected at least 12 characters/,
    );
  });

  test("with a login, everything except the health checks requires it", async () => {
    const setting = await start(
      { host: "0.0.0.0", login: { user: "anna", password: "twelve chars" } },
      { worker: false },
    );
    try {
      expect(setting.dashboard.warning).toMatch(/^warning: --host 0\.0\.0\.0 .*TLS in front.*password/);
      const url = setting.dashboard.url.replace("0.0.0.0", "127.0.0.1");
      const status = async (path: string, login = "") =>
        (await fetch(`${url}${path}`, { headers: login === "" ? {} : { authorization: `Basic ${btoa(login)}` } }))
          .status;
      for (const path of ["/", "/api/models", "/api/openapi.json", "/queues/"]) {
        expect([path, await status(path)]).toEqual([path, 401]);
        expect([path, await status(path, "anna:wrong")]).toEqual([path, 401]);
        expect([path, await status(path, "anna:twelve chars")]).toEqual([path, 200]);
      }
      expect(await status("/healthz")).toBe(200);
      expect(await status("/readyz")).toBe(200);
    } finally {
      await setting.close();
    }
  });

  test("read-only, it shows everything and changes nothing", async () => {
    const setting = await start({ readOnly: true }, { worker: false });
    try {
      expect((await ask(setting, "/api/models")).status).toBe(200);
      const { status, body } = await ask(setting, "/api/predictions", post(form(voice)));
      expect([status, body["code"]]).toEqual([403, "read-only"]);
    } finally {
      await setting.close();
    }
  });
});

await describeOnS3("the API on recordings in S3", (s3) => {
  let setting: Setting;
  let bucket: string;
  beforeAll(async () => {
    bucket = await s3.newBucket();
    await s3.client.send(new PutObjectCommand({ Bucket: bucket, Key: "in/ä +%.wav", Body: voice }));
    await s3.client.send(new PutObjectCommand({ Bucket: bucket, Key: "in/text.wav", Body: "no sound" }));
    await s3.client.send(new PutObjectCommand({ Bucket: bucket, Key: "out/voice.wav", Body: voice }));
    setting = await start({ allowedSources: [`s3://${bucket}/in`] });
    await setting.services.models.save(sampleModelFiles());
    await setting.services.models.promote("sample");
  });
  afterAll(async () => setting.close());

  const predict = async (source: string) => ask(setting, "/api/predictions?wait=20", postJson({ source }));

  test("answers for an object", async () => {
    const { status, body } = await predict(`s3://${bucket}/in/ä +%.wav`);
    expect([status, body["state"]]).toEqual([200, "done"]);
  });

  test.each([
    ["a key that is missing", "in/gone.wav", 422, "missing-object"],
    ["an object that is not audio", "in/text.wav", 422, "unsupported-audio"],
    ["an object outside the allowed prefix", "out/voice.wav", 403, "source-not-allowed"],
  ])("rejects %s", async (_, key, status, code) => {
    const answer = await predict(`s3://${bucket}/${key}`);
    expect([answer.status, answer.body["code"]]).toEqual([status, code]);
  });
});

test("openapi.json is valid OpenAPI 3.1", async () => {
  const { Validator } = await import("@seriousme/openapi-schema-validator");
  const setting = await start({}, { worker: false });
  try {
    const { body } = await ask(setting, "/api/openapi.json");
    const validator = new Validator();
    expect(await validator.validate(body)).toEqual({ valid: true });
    expect(validator.version).toBe("3.1");
  } finally {
    await setting.close();
  }
});

test("the version is the package's", async () => {
  const { packageVersion } = await import("../../src/shared/packageVersion.js");
  const manifest = JSON.parse(await readFile(join(import.meta.dirname, "../../package.json"), "utf8")) as object;
  expect(manifest).toMatchObject({ version: packageVersion() });
});

describe("runs over HTTP, changed by authorised clients", () => {
  let setting: Setting;
  beforeAll(async () => {
    setting = await start(
      { actions: { startRun: async () => Promise.resolve(), retryRejected: async () => Promise.resolve(0) } },
      { worker: false },
    );
    for (const name of ["one", "two"]) await setting.services.runs.create(name, runSettings({ source: "/a" }), 1_000);
  });
  afterAll(async () => setting.close());

  test("a run is cancelled, then deleted, and the response states what was freed", async () => {
    const early = await ask(setting, "/api/runs/one", { method: "DELETE" });
    expect([early.status, early.body["detail"]]).toEqual([422, expect.stringContaining("still running (listing)")]);
    const cancelled = await ask(setting, "/api/runs/one/cancel", { method: "POST" });
    expect([cancelled.status, cancelled.body]).toEqual([200, { stoppedWhile: "listing" }]);
    expect((await ask(setting, "/api/runs/one")).body).toMatchObject({ stage: "cancelled" });
    const deleted = await ask(setting, "/api/runs/one", { method: "DELETE" });
    expect(deleted.body).toEqual({ rows: 0, bytes: expect.any(Number) as number });
    expect((await ask(setting, "/api/runs/one/cancel", { method: "POST" })).status).toBe(404);
  });

  test("tags and a note are set separately and appear in the list", async () => {
    const patch = (body: object): RequestInit => ({ ...postJson(body), method: "PATCH" });
    await ask(setting, "/api/runs/two", patch({ tags: ["paper"] }));
    const { body } = await ask(setting, "/api/runs/two", patch({ note: "as published" }));
    expect(body).toEqual({ tags: ["paper"], note: "as published" });
    expect((await ask(setting, "/api/runs")).body).toMatchObject([
      { run: "two", tags: ["paper"], note: "as published" },
    ]);
    expect((await ask(setting, "/api/runs/two", patch({ tags: "paper" }))).status).toBe(400);
    expect((await ask(setting, "/api/runs/nothing", patch({ note: "" }))).status).toBe(404);
  });

  test.each([
    ["POST", "/api/runs/two/cancel"],
    ["DELETE", "/api/runs/two"],
    ["PATCH", "/api/runs/two"],
  ])("%s %s is rejected for a page without the token", async (method, path) => {
    const headers = { "sec-fetch-site": "same-origin" };
    expect((await ask(setting, path, { method, headers })).status).toBe(403);
    expect(await setting.services.runs.require("two")).toMatchObject({ times: { createdAt: 1_000 } });
    expect((await setting.services.runs.require("two")).times.cancelledAt).toBeUndefined();
  });
});
