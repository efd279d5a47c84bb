import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RecordingPage } from "../../../src/dashboard/explore/searchRecordings.js";
import { searchRecordings } from "../../../src/dashboard/explore/searchRecordings.js";
import { bareDashboard, type BareDashboard } from "../../support/bareDashboard.js";
import { manyRecordings } from "../../support/manyRecordings.js";

describe("the recordings of a run with 5,000 rows in Redis", () => {
  let open: BareDashboard;
  let keys: readonly string[];
  beforeAll(async () => {
    open = await bareDashboard();
    keys = await manyRecordings(open.services, "many", 5_000);
  });
  afterAll(async () => open.close());

  const ask = async (query: Record<string, string>): Promise<RecordingPage & { readonly status: number }> => {
    const response = await fetch(`${open.url}/api/runs/many/recordings?${new URLSearchParams(query).toString()}`);
    return { ...((await response.json()) as RecordingPage), status: response.status };
  };
  const keysOf = ({ recordings }: RecordingPage): string[] => recordings.map(({ key }) => key);

  test("are listed page by page, each one once, in the order of their keys", async () => {
    const listed: string[] = [];
    for (let after: string | null = ""; after !== null;) {
      const page: RecordingPage = await ask({ limit: "100", ...(after === "" ? {} : { after }) });
      expect(page.recordings).toHaveLength(100);
      listed.push(...keysOf(page));
      after = page.next;
    }
    expect(listed).toEqual(keys);
  });

  test("are found by words of the name, the speaker and the emotion in any case, wherever they occur", async () => {
    const page = await ask({ text: "0003/ ACTOR_09 happy", limit: "100" });
    expect(keysOf(page)).toEqual(keys.filter((key) => /^0003\/Actor_09\/03-01-03/.test(key)));
    expect(page).toMatchObject({
      next: null,
      recordings: [{ speaker: "09", emotion: "happy", gender: "man" }, ...Array<object>(7).fill({})],
    });
    expect(await ask({ text: "nobody" })).toMatchObject({ recordings: [], next: null });
  });

  test("are filtered by emotion, gender and speaker", async () => {
    const page = await ask({ emotion: "sad", gender: "woman", speaker: "ravdess 24", limit: "100" });
    expect(keysOf(page)).toEqual(keys.filter((key) => /Actor_24\/03-01-04/.test(key)));
    expect((await ask({ emotion: "sad", gender: "man", speaker: "ravdess 24" })).recordings).toEqual([]);
  });

  test("start near a given key", async () => {
    const page = await ask({ near: keys[4_321]!, limit: "100" });
    expect(keysOf(page)).toContain(keys[4_321]);
  });

  test("are returned with the next position after a few thousand rows if matches are rare", async () => {
    const run = await open.services.runs.require("many");
    const [last] = keys.slice(-1);
    const requests: number[] = [];
    for (let after: string | undefined; ;) {
      const { recordings, next } = await searchRecordings(
        open.services.features,
        run,
        { text: last!, after, limit: 5 },
        1_500,
      );
      requests.push(recordings.length);
      if (next === null) break;
      after = next;
    }
    expect(requests).toEqual([0, 0, 0, 1]);
  });

  test.each([
    { after: "../x:1" },
    { after: "zz" },
    { limit: "0" },
    { limit: "1000" },
    { gender: "other" },
    { text: "a".repeat(300) },
  ])("are not searched with a malformed query: %j", async (query) =>
    expect((await ask(query as Record<string, string>)).status).toBe(400),
  );

  test("have no out-of-fold predictions while the run trains, which is not an error", async () => {
    const response = await fetch(`${open.url}/api/runs/many/predictions?key=${encodeURIComponent(keys[0]!)}`);
    expect([response.status, await response.json()]).toEqual([200, { answers: [], worth: {} }]);
  });

  test("are summarised with all their speakers, although only 2,000 of them are drawn", async () => {
    const response = await fetch(`${open.url}/api/runs/many/explore`);
    const { recordings, sample, speakers } = (await response.json()) as Record<string, string[]>;
    expect([recordings, sample!.length, speakers!.length]).toEqual([5_000, 2_000, 24]);
  });
});
