import { execFile } from "node:child_process";
import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openServices, type Services } from "../../src/runs/services.js";
import { cli, startCli } from "../support/cli.js";
import { smallCorpus, temporaryDirectory } from "../support/corpus.js";
import { silentLogger } from "../support/logger.js";
import { testRedis } from "../support/redis.js";
import { describeOnS3 } from "../support/s3.js";
import { bytesOf, sampleModelFiles } from "../support/sampleModels.js";
import { syllables, wavFile } from "../support/wavFile.js";

let dir: string;
let voice: string;
/** DIR/models of a finished run */
let models: string;

beforeAll(async () => {
  dir = await temporaryDirectory();
  voice = join(dir, "voice.wav");
  await writeFile(voice, wavFile(syllables(220, 1)));
  models = join(dir, "models");
  await mkdir(models);
  for (const file of sampleModelFiles()) await writeFile(join(models, `${file.set}.json`), bytesOf(file));
});

function lines(text: string): Record<string, unknown>[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe("ser predict on one machine, with a finished run's models", { timeout: 120_000 }, () => {
  test("prints emotion, gender, model and top features", async () => {
    const { code, stdout, stderr } = await cli(["predict", voice, "--models", models, "--gender", "woman"]);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toMatch(/voice\.wav: (calm|happy|sad|surprised)\n/);
    expect(stdout).toContain("gender given: woman");
    expect(stdout).toContain("sample-women-0000000a, accuracy 60 % on new speakers");
  });

  test("rejects a recording without speech and names --force, which predicts anyway", async () => {
    const silence = join(dir, "silence.wav");
    await writeFile(silence, wavFile(new Float64Array(16_000)));
    const rejected = await cli(["predict", silence, "--models", models]);
    expect(rejected.code).toBe(1);
    expect(rejected.stderr).toContain("silence.wav: no speech: silence (no-speech); use --force to predict anyway");
    const forced = await cli(["predict", silence, "--models", models, "--force"]);
    expect(forced.code).toBe(0);
  });

  test("prints a JSON line per file in order, including rejected ones, and exits with 1", async () => {
    const text = join(dir, "text.wav");
    await writeFile(text, "no sound at all, by no means");
    const gone = join(dir, "gone.wav");
    const { code, stdout } = await cli(["predict", text, voice, gone, "--models", models, "--json"]);
    expect(code).toBe(1);
    expect(lines(stdout)).toMatchObject([
      { file: text, error: { code: "unsupported-audio" } },
      { file: voice, model: { run: "sample" } },
      { file: gone, error: { code: "missing-object" } },
    ]);
  });

  test("reads a recording from stdin", async () => {
    const running = promisify(execFile)(
      process.execPath,
      ["--import", "tsx", "src/cli/main.ts", "predict", "-", "--models", models, "--json"],
      { cwd: fileURLToPath(new URL("../../", import.meta.url)), env: { PATH: process.env["PATH"] } },
    );
    running.child.stdin!.end(await readFile(voice));
    const { stdout } = await running;
    expect(lines(stdout)).toMatchObject([{ file: "-", model: { run: "sample" } }]);
  });

  test("scores a whole directory into a table", async () => {
    const corpus = await smallCorpus(1);
    const out = join(dir, "scores.csv");
    const { code } = await cli(["predict", corpus, "--models", models, "--out", out]);
    expect(code).toBe(0);
    const rows = (await readFile(out, "utf8")).trimEnd().split("\n").slice(1);
    expect(rows).toHaveLength(30);
    expect(rows.map((row) => row.split(",")[0])).toEqual([...rows.map((row) => row.split(",")[0])].sort());
  });

  test("without models, names the commands that make and use some", async () => {
    const { code, stderr } = await cli(["predict", voice]);
    expect(code).toBe(1);
    expect(stderr).toContain("ser run SOURCE --out out");
    expect(stderr).toContain("nor in out/models");
    expect(stderr).toContain("--models DIR/models");
  });

  test("finds the models of `ser run SOURCE --out out` by default", async () => {
    const here = await temporaryDirectory();
    await cp(models, join(here, "out/models"), { recursive: true });
    const root = fileURLToPath(new URL("../../", import.meta.url));
    await symlink(join(root, "node_modules"), join(here, "node_modules")); // where tsx is
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--import", "tsx", join(root, "src/cli/main.ts"), "predict", voice, "--json", "--gender", "female"],
      { cwd: here, env: { PATH: process.env["PATH"] } },
    );
    expect(lines(stdout)).toMatchObject([{ model: { run: "sample" }, gender: { used: "woman" } }]);
  });

  test("rejects models of a run other than the requested one", async () => {
    const { code, stderr } = await cli(["predict", voice, "--models", models, "--run", "other"]);
    expect([code, stderr]).toEqual([1, expect.stringContaining("models of run sample, not of run other")]);
  });

  test.each([
    [["--gender", "child"], "--gender"],
    [["--min-gender-confidence", "1.5"], "from 0 to 1"],
    [["--out", "table.xls"], ".csv or .parquet"],
  ])("rejects %j as a usage error", async (options, message) => {
    const { code, stderr } = await cli(["predict", voice, "--models", models, ...options]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});

describe("ser predict with workers in other processes", { timeout: 120_000 }, () => {
  let services: Services;
  let environment: Record<string, string>;
  beforeAll(async () => {
    const { url, prefix } = await testRedis();
    environment = { REDIS_URL: url, SER_PREFIX: prefix };
    services = await openServices(url, prefix, silentLogger);
  });
  afterAll(async () => services.close());

  test("lists and promotes runs and predicts with them, and reports if none is promoted", async () => {
    startCli(["work", "predict", "--threads", "1"], environment);
    await services.models.save(sampleModelFiles({ run: "first" }));
    await services.models.save(sampleModelFiles({ run: "second", synthetic: true }));
    const predict = async (...options: string[]) => cli(["predict", voice, "--json", ...options], environment);

    const early = await predict();
    expect([early.code, early.stderr]).toEqual([1, expect.stringContaining("ser models promote RUN")]);
    const unknown = await predict("--run", "third");
    expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining("run third: no models")]);
    expect((await cli(["models", "promote", "third"], environment)).code).toBe(1);

    expect((await cli(["models", "promote", "first"], environment)).code).toBe(0);
    expect(lines((await predict()).stdout)).toMatchObject([{ model: { run: "first" } }]);
    expect(lines((await predict("--run", "second")).stdout)).toMatchObject([{ model: { run: "second" } }]);
    expect((await cli(["models", "promote", "second"], environment)).code).toBe(0);
    expect(lines((await predict()).stdout)).toMatchObject([{ model: { run: "second", synthetic: true } }]);

    const listed = JSON.parse((await cli(["models", "--json"], environment)).stdout) as object[];
    expect(listed).toMatchObject([
      { run: "first", isCurrent: false },
      { run: "second", isCurrent: true },
    ]);
    expect((await cli(["models"], environment)).stdout).toMatch(
      /second .*SYNTHETIC.* CURRENT\n {2}all +accuracy 0\.600/,
    );
  });

  test("does not send a local file larger than --max-bytes", async () => {
    const { code, stdout } = await cli(
      ["predict", voice, "--run", "first", "--json", "--max-bytes", "1000"],
      environment,
    );
    expect(code).toBe(1);
    expect(lines(stdout)).toMatchObject([{ file: voice, error: { code: "too-large" } }]);
  });
});

await describeOnS3("ser predict on S3", (s3) => {
  test("scores a prefix into a Parquet table, and lists the rejected files", { timeout: 120_000 }, async () => {
    const bucket = await s3.newBucket();
    const put = async (key: string, body: Uint8Array | string) =>
      s3.client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
    for (let i = 0; i < 20; i++) await put(`in/${i} +ä.wav`, wavFile(syllables(200 + i, 0.5)));
    await put("in/notes.txt", "passed over: no recording by its name");
    await put("in/bad.wav", "no sound at all, by no means");
    await put("elsewhere/voice.wav", wavFile(syllables(220, 0.5)));
    const out = join(dir, "scores.parquet");
    const { code, stderr } = await cli(
      ["predict", `s3://${bucket}/in`, "--models", models, "--out", out],
      s3.environment,
    );
    expect([code, stderr]).toEqual([1, expect.stringContaining("21 recordings, 1 failed")]);
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(out) });
    expect(rows.filter((row) => row["error_code"] === null)).toHaveLength(20);
    expect(rows.find((row) => row["error_code"] !== null)).toMatchObject({
      file: `s3://${bucket}/in/bad.wav`,
      error_code: "unsupported-audio",
    });
  });

  test(
    "predicts a key, and reports one that is missing or whose bucket does not exist",
    { timeout: 120_000 },
    async () => {
      const bucket = await s3.newBucket();
      await s3.client.send(new PutObjectCommand({ Bucket: bucket, Key: "a.wav", Body: wavFile(syllables(220, 0.5)) }));
      const sources = [`s3://${bucket}/a.wav`, `s3://${bucket}/b.wav`, `s3://${bucket}-not/a.wav`];
      const { stdout } = await cli(["predict", ...sources, "--models", models, "--json"], s3.environment);
      expect(lines(stdout)).toMatchObject([
        { file: sources[0], model: { run: "sample" } },
        { file: sources[1], error: { code: "missing-object" } },
        { file: sources[2], error: { code: "bad-source" } },
      ]);
    },
  );
});

test("a worker that is killed while predicting is replaced by another, which predicts", async () => {
  const { url, prefix } = await testRedis();
  const environment = { REDIS_URL: url, SER_PREFIX: prefix };
  const services = await openServices(url, prefix, silentLogger);
  try {
    const ref = await services.models.save(sampleModelFiles());
    await writeFile(join(dir, "long.wav"), wavFile(syllables(220, 300, 48_000), { sampleRate: 48_000 }));
    const killed = startCli(["work", "predict", "--threads", "1"], environment);
    const id = await services.predictions.submit("predict", {
      models: ref,
      gender: "auto",
      minGenderConfidence: 0.8,
      files: [{ kind: "object", store: dir, key: "long.wav" }],
    });
    const seen: string[] = [];
    for await (const state of services.predictions.watch("predict", id, new AbortController().signal)) {
      seen.push(state.state);
      if (state.state === "computing") {
        killed.kill("SIGKILL");
        await killed.ended();
        expect(await services.predictions.find("predict", id)).toEqual({ state: "computing" }); // it was in time
        startCli(["work", "predict", "--threads", "1"], environment);
      }
      if (state.state === "done") expect(state.outcomes).toMatchObject([{ ok: true }]);
    }
    expect(seen).toContain("computing");
    expect(seen.at(-1)).toBe("done");
  } finally {
    await services.close();
  }
}, 120_000);
