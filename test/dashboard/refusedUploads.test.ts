import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { bareDashboard, type BareDashboard } from "../support/bareDashboard.js";
import { sampleModelFiles } from "../support/sampleModels.js";
import { syllables, wavFile } from "../support/wavFile.js";

describe("a rejected upload leaves nothing in Redis", () => {
  let setting: BareDashboard;
  beforeEach(async () => {
    setting = await bareDashboard();
  });
  afterEach(async () => setting.close());

  async function upload(fields: Readonly<Record<string, string>> = {}): Promise<number> {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    body.append("file", new Blob([Buffer.from(wavFile(syllables(220, 0.5)))]), "voice.wav");
    return (await fetch(`${setting.url}/api/predictions`, { method: "POST", body })).status;
  }

  async function uploadsKept(): Promise<number> {
    const { redis, prefix } = setting.services.address;
    return (await redis.keys(`${prefix}:upload:*`)).length;
  }

  test("if no models are current or the run has none", async () => {
    expect([await upload(), await upload({ run: "none" })]).toEqual([409, 422]);
    expect(await uploadsKept()).toBe(0);
  });

  test("if it cannot be enqueued", async () => {
    await setting.services.models.save(sampleModelFiles());
    await setting.services.models.promote("sample");
    expect(await upload()).toBe(202);
    expect(await uploadsKept()).toBe(1);
    setting.services.predictions.submit = async () => Promise.reject(new Error("the queue is down"));
    expect(await upload()).toBe(500);
    expect(await uploadsKept()).toBe(1);
  });
});
