import { describe, expect, test } from "vitest";
import type { Labels } from "../../src/corpus/labels.js";
import { planPage, planTrials, type PlanSettings } from "../../src/producer/plan.js";
import { addCounts } from "../../src/runs/listing.js";
import type { ListedFile } from "../../src/runs/rows/fileBatch.js";

const settings: PlanSettings = {
  channels: ["speech", "song"],
  modality: "audio-only",
  keepDuplicates: false,
  filesPerJob: 2,
  dataset: "auto",
  emotionMap: {},
  labels: null,
  excludeSpeakers: [],
  onlySpeakers: [],
};
const any: PlanSettings = { ...settings, modality: "any" };

const file = (key: string): ListedFile => ({ key, etag: `etag of ${key}` });
const audio = (trial: string): ListedFile => file(`Actor_02/03-${trial}.wav`);
const video = (trial: string): ListedFile => file(`Actor_02/01-${trial}.mp4`);
const silent = (trial: string): ListedFile => file(`Actor_02/02-${trial}.mp4`);
const [a, b, c] = ["01-03-02-01-01-02", "01-04-02-01-01-02", "02-05-02-01-01-02"] as const;

describe("planPage", () => {
  test("selects audio-only files, in batches in listing order", () => {
    expect(planPage([audio(a), audio(b), audio(c)], settings).batches).toEqual([[audio(a), audio(b)], [audio(c)]]);
  });

  test("determines from the name alone why the other files of a recording are skipped", () => {
    const plan = planPage([video(a), silent(a), audio(a), file("Actor_02/notes.txt")], settings);
    expect(plan.skipped).toEqual({ "audio-video": 1, "video-only": 1, "not-a-recording": 1 });
    expect(plan.modalities).toEqual({ "audio-only": 1 });
  });

  test("counts a file whose name is not UTF-8, whatever it looks like", () => {
    const plan = planPage([{ ...audio(a), isUnreadable: true }, audio(b)], settings);
    expect(plan.skipped).toEqual({ "name-not-utf8": 1 });
    expect(plan.listed).toBe(2);
    expect(plan.batches).toEqual([[audio(b)]]);
  });

  test("passes the sizes of objects to the workers", () => {
    const sized = [audio(a), audio(b)].map((each, i) => ({ ...each, size: 100 + i }));
    expect(planPage(sized, settings).batches).toEqual([sized]);
  });

  test("counts data sets by the names in a labels file", () => {
    const odd = ["constructor", "__proto__", "constructor"];
    const labelled = new Map(
      odd.map((dataset, i) => {
        const labels: Labels = {
          dataset,
          speaker: "1",
          emotion: "sad",
          word: "sad",
          trial: String(i),
          modality: "audio-only",
          channel: "speech",
        };
        return [`${i}.wav`, [{ key: `${i}.wav`, labels }]] as const;
      }),
    );
    const plan = planPage([...labelled.keys()].map(file), { ...settings, labels: "labels.csv" }, undefined, labelled);
    expect(Object.entries(plan.datasets)).toEqual([["constructor", 2], ["__proto__", 1]]); // prettier-ignore
    expect(Object.entries(addCounts(plan.datasets, plan.datasets))).toEqual([["constructor", 4], ["__proto__", 2]]); // prettier-ignore
  });

  test("counts archived recordings and requests none of them", () => {
    const plan = planPage([{ ...audio(a), isArchived: true }, audio(b), { ...video(c), isArchived: true }], settings);
    expect(plan.skipped).toEqual({ archived: 1, "audio-video": 1 });
    expect(plan.batches).toEqual([[audio(b)]]);
  });

  test("skips the channels that are not selected", () => {
    const plan = planPage([audio(a), audio(c)], { ...settings, channels: ["speech"] });
    expect(plan.batches).toEqual([[audio(a)]]);
    expect(plan.skipped).toEqual({ "channel-song": 1 });
  });

  test("defers the choice among a trial's files to the end of the listing", () => {
    const plan = planPage([video(a), silent(a), audio(a)], any);
    expect(plan.batches).toEqual([]);
    expect(plan.candidates.map(({ key, etag }) => ({ key, etag }))).toEqual([video(a), audio(a)]);
    expect(plan.skipped).toEqual({ "video-only": 1 });
  });

  test("selects every file with audio immediately if duplicates are kept", () => {
    const plan = planPage([video(a), silent(a), audio(a)], { ...any, keepDuplicates: true });
    expect(plan.batches).toEqual([[video(a), audio(a)]]);
    expect(plan.modalities).toEqual({ "audio-video": 1, "audio-only": 1 });
    expect(plan.candidates).toEqual([]);
  });

  test("finds the marker of a synthetic corpus, and does not count it as a file", () => {
    const { listed, synthetic } = planPage([file("SYNTHETIC.txt"), audio(a)], settings);
    expect({ listed, synthetic }).toEqual({ listed: 1, synthetic: true });
  });
});

describe("planTrials", () => {
  test("counts as duplicates the candidates that were not chosen, by modality", () => {
    const chosen = planPage([audio(a), video(b), audio(c)], any).candidates;
    const { batches, modalities, skipped } = planTrials(chosen, { "audio-only": 3, "audio-video": 4 }, any);
    expect(batches).toEqual([[audio(a), video(b)], [audio(c)]]);
    expect(modalities).toEqual({ "audio-only": 2, "audio-video": 1 });
    expect(skipped).toEqual({ "duplicate-audio-video": 3, "duplicate-audio-only": 1 });
  });
});
