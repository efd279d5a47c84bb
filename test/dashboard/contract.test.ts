import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { browserDashboard, type BrowserDashboard } from "../support/browserDashboard.js";
import { requireAnswersInContract } from "../support/openApiContract.js";

/** On a real run of a small corpus, every response is checked against openapi.json. */
describe("the API, with a finished run", () => {
  let setting: BrowserDashboard;
  beforeAll(async () => {
    setting = await browserDashboard();
  });
  afterAll(async () => setting.close());

  async function ask(
    path: string,
    init: RequestInit = {},
  ): Promise<{ status: number; headers: Headers; body: unknown }> {
    const response = await fetch(`${setting.dashboard.url}${path}`, init);
    const bytes = await response.arrayBuffer();
    const text = new TextDecoder().decode(bytes);
    const isJson = response.headers.get("content-type")?.includes("json") === true;
    const body: unknown = isJson ? JSON.parse(text) : text;
    await requireAnswersInContract(setting.dashboard.url, init.method ?? "GET", path, response, body);
    return { status: response.status, headers: response.headers, body };
  }
  const postJson = (content: object): RequestInit => ({
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(content),
  });
  const query = (fields: Record<string, string>): string => new URLSearchParams(fields).toString();

  test("lists the run and returns it with its report", async () => {
    expect((await ask("/api/runs")).body).toMatchObject([{ run: "first", stage: "done" }]);
    expect((await ask("/api/runs/first")).body).toMatchObject({ report: { run: "first" } });
  });

  test("ends the run's events with a snapshot that matches the schema", async () => {
    const body = (await ask("/api/runs/first/events")).body as string;
    const [, data = ""] = /event: snapshot\ndata: (.*)\n/.exec(body) ?? [];
    expect(body).toContain("event: over");
    const document = (await (await fetch(`${setting.dashboard.url}/api/openapi.json`)).json()) as object;
    const ajv = new Ajv2020({ strict: false, validateFormats: false }).addSchema(document, "api");
    expect(ajv.validate("api#/components/schemas/Snapshot", JSON.parse(data)), ajv.errorsText()).toBe(true);
  });

  test("records when the files were done", async () => {
    const body = (await ask("/api/runs/first/speed")).body as { files: number }[];
    // On a machine that stalls for long, another worker may take the job too, and it counts twice.
    expect(body.reduce((sum, { files }) => sum + files, 0)).toBeGreaterThanOrEqual(120);
  });

  test("lists no rejected files if there are none, and retries none", async () => {
    expect((await ask("/api/runs/first/rejected")).body).toEqual({ total: 0, files: [] });
    expect((await ask("/api/runs/first/retry", { method: "POST" })).body).toEqual({ files: 0 });
  });

  test("serves the recordings to explore, a feature and a recording's audio", async () => {
    const body = (await ask("/api/runs/first/explore")).body as { sample: { key: string }[]; columns: string[] };
    expect(body.sample).toHaveLength(120);
    const page = (await ask("/api/runs/first/recordings?limit=50&gender=woman")).body as { recordings: object[] };
    expect(page.recordings).toHaveLength(50);
    const values = await ask(`/api/runs/first/features/${body.columns[0]!}`);
    expect(values.body).toHaveLength(120);
    const audio = `/api/runs/first/audio?${query({ key: body.sample[0]!.key })}`;
    expect((await ask(audio)).status).toBe(200);
    expect((await ask(audio, { headers: { range: "bytes=0-3" } })).status).toBe(206);
    expect((await ask(audio, { headers: { range: "bytes=999999999-" } })).status).toBe(416);
  });

  test("responds with 404 for a feature, run or recording that does not exist", async () => {
    for (const path of [
      "/api/runs/first/features/none",
      "/api/runs/none/explore",
      "/api/runs/none/recordings",
      "/api/runs/none/speed",
      "/api/runs/none/rejected",
      "/api/runs/none/events",
      `/api/runs/first/audio?${query({ key: "none.wav" })}`,
    ])
      expect([path, (await ask(path)).status]).toEqual([path, 404]);
    expect((await ask("/api/runs/first/audio")).status).toBe(400);
  });

  test.each(["constructor", "toString", "__proto__", "model-constructor.json"])(
    "serves no file %s of a run",
    async (name) => {
      expect((await fetch(`${setting.dashboard.url}/runs/first/files/${name}`)).status).toBe(404);
    },
  );

  test("lists the workers, and resumes no run that was not cancelled", async () => {
    const kinds = ((await ask("/api/workers")).body as { kind: string }[]).map(({ kind }) => kind);
    expect(kinds).toEqual(["extract", "predict", "train"]);
    expect((await ask("/api/runs/first/resume", { method: "POST" })).status).toBe(422);
    expect((await ask("/api/runs/none/resume", { method: "POST" })).status).toBe(404);
  });

  test("promotes the run's models, and rejects a run without models", async () => {
    expect((await ask("/api/models/first/promote", { method: "POST" })).body).toMatchObject({ run: "first" });
    expect((await ask("/api/models/none/promote", { method: "POST" })).status).toBe(422);
    expect((await ask("/api/models")).body).toMatchObject([{ run: "first", isCurrent: true }]);
  });

  test("starts a run and returns its address", async () => {
    const { status, headers, body } = await ask("/api/runs", postJson({ run: "second", source: setting.source }));
    expect([status, headers.get("location"), body]).toEqual([201, "/api/runs/second", { run: "second" }]);
    await setting.services.queues.waitForTraining("second", new AbortController().signal);
  });

  test.each([
    ["with an existing name", { run: "first" }, 400],
    ["with an invalid name", { run: "a b" }, 400],
    ["from elsewhere", { run: "third", source: "/etc" }, 403],
  ])("does not start a run %s", async (_, fields, status) => {
    expect((await ask("/api/runs", postJson({ source: setting.source, ...fields }))).status).toBe(status);
  });

  describe("and the places to choose recordings from", () => {
    const files = async (fields: Record<string, string> = {}) => {
      const answer = await ask(`/api/places/files?${query({ place: setting.source, ...fields })}`);
      return { status: answer.status, body: answer.body as { folders: string[]; files: { key: string }[] } };
    };

    test("include the run's source", async () => {
      expect((await ask("/api/places")).body).toEqual([setting.source]);
    });

    test("are browsed folder by folder", async () => {
      const top = (await files()).body;
      expect(top.folders).toHaveLength(4);
      expect(top).toMatchObject({ files: [], next: null }); // the file that describes the corpus is not a recording
      const inside = (await files({ folder: top.folders[0]! })).body;
      expect(inside.files).toHaveLength(30);
      expect(inside.files[0]!.key).toMatch(/^Actor_01\/03-.*\.wav$/);
    });

    test("have recordings that can be played and predicted", async () => {
      const { key } = (await files({ folder: "Actor_01/" })).body.files[0]!;
      const audio = await ask(`/api/places/audio?${query({ place: setting.source, key })}`);
      expect(audio.body).toMatch(/^RIFF/);
      const answer = await ask("/api/predictions?wait=30", postJson({ source: setting.source, key }));
      expect(answer.body).toMatchObject({ state: "done", prediction: { model: { run: "first" } } });
    });

    test.each(["synthetic.json", "../corpus/Actor_01/03-01-03-02-01-01-02.wav", "/etc/passwd", "Actor_01/../a.wav"])(
      "do not include the recording %s",
      async (key) => {
        const place = setting.source;
        expect((await ask(`/api/places/audio?${query({ place, key })}`)).status).toBe(403);
        expect((await ask("/api/predictions", postJson({ source: place, key }))).status).toBe(403);
      },
    );

    test.each(["/etc", "/", "s3://elsewhere"])("do not include %s", async (place) => {
      expect((await ask(`/api/places/files?${query({ place })}`)).status).toBe(403);
      expect((await ask(`/api/places/audio?${query({ place, key: "a.wav" })}`)).status).toBe(403);
      expect((await ask("/api/predictions", postJson({ source: place, key: "a.wav" }))).status).toBe(403);
    });

    test("accept only folders that end in a slash", async () => {
      expect((await files({ folder: "Actor_01" })).status).toBe(400);
    });

    test.each(["../", "./", "/", "Actor_01/../../", "Actor_01//", "/etc/"])(
      "do not let a folder lead outside: %s",
      async (folder) => {
        expect((await files({ folder })).status).toBe(403);
      },
    );

    test("reject a recording that no longer exists", async () => {
      const key = "Actor_02/03-01-03-02-01-01-02.wav";
      await rm(join(setting.source, key));
      expect((await ask(`/api/places/audio?${query({ place: setting.source, key })}`)).status).toBe(422);
    });
  });
});
