import { afterEach, beforeEach, expect, test } from "vitest";
import { events, type FileOver } from "../../../src/runs/telemetry/events.js";
import { FileTimer } from "../../../src/runs/telemetry/fileTimer.js";

let told: FileOver[];
let unsubscribe: () => void;
beforeEach(() => {
  told = [];
  unsubscribe = events.fileOver.subscribe((file) => void told.push(file));
});
afterEach(() => unsubscribe());

test("a file that is done is published with its run, key, outcome and stages, one after the other", () => {
  const file = new FileTimer("r", "a.wav");
  file.fetched();
  file.computed({ decodeMs: 0, featuresMs: 0 });
  file.over("done");
  expect(told).toMatchObject([{ run: "r", key: "a.wav", outcome: "done", code: undefined }]);
  const [{ start, end, stages }] = told as [FileOver];
  expect(stages.map(({ stage }) => stage)).toEqual(["fetch", "queue_wait", "decode", "features"]);
  expect(stages.map((part) => part.start)).toEqual([start, ...stages.slice(0, -1).map((part) => part.end)]);
  expect(end).toBeGreaterThanOrEqual(stages.at(-1)!.end);
});

test("a file that its thread read waits before it is fetched", () => {
  const file = new FileTimer("r", "a.wav");
  file.computed({ readMs: 0, decodeMs: 0, featuresMs: 0 });
  file.over("rejected", "too-short");
  expect(told).toMatchObject([{ outcome: "rejected", code: "too-short" }]);
  expect(told[0]!.stages.map(({ stage }) => stage)).toEqual(["queue_wait", "fetch", "decode", "features"]);
});
