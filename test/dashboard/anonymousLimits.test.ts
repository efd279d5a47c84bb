import { describe, expect, test } from "vitest";
import type { DashboardSettings } from "../../src/dashboard/main.js";
import { bareDashboard } from "../support/bareDashboard.js";
import { requireAnswersInContract } from "../support/openApiContract.js";
import { sampleModelFiles } from "../support/sampleModels.js";
import { syllables, wavFile } from "../support/wavFile.js";

const voice = wavFile(syllables(220, 0.5));

/** The statuses of three consecutive uploads. */
async function threeUploads(
  given: Partial<DashboardSettings>,
  headers: Record<string, string> = {},
): Promise<number[]> {
  const setting = await bareDashboard(given);
  try {
    await setting.services.models.save(sampleModelFiles());
    await setting.services.models.promote("sample");
    const statuses: number[] = [];
    for (let i = 0; i < 3; i++) {
      const body = new FormData();
      body.append("file", new Blob([Buffer.from(voice)]), "voice.wav");
      const response = await fetch(`${setting.url}/api/predictions`, { method: "POST", headers, body });
      statuses.push(response.status);
      if (given.login === undefined)
        await requireAnswersInContract(setting.url, "POST", "/api/predictions", response, await response.json());
      if (response.status === 429) expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    }
    return statuses;
  } finally {
    await setting.close();
  }
}

describe("without a login", () => {
  test("an address may make a limited number of requests", async () => {
    const anonymous = { questions: 2, bytes: 1e9, withinSec: 3_600 };
    expect(await threeUploads({ anonymous })).toEqual([202, 202, 429]);
  });

  test("an address may send a limited number of bytes", async () => {
    const anonymous = { questions: 1_000, bytes: 1.5 * voice.length, withinSec: 3_600 };
    expect(await threeUploads({ anonymous })).toEqual([202, 429, 429]);
  });
});

test("with a login, there is no such limit", async () => {
  const anonymous = { questions: 1, bytes: 1, withinSec: 3_600 };
  const login = { user: "anna", password: "word" };
  const headers = { authorization: `Basic ${btoa("anna:word")}` };
  expect(await threeUploads({ anonymous, login }, headers)).toEqual([202, 202, 202]);
});
