import { expect, test } from "vitest";
import { overTimeWriter, type TimedEmotion } from "../../src/models/overTimeText.js";

const happy = { emotion: "happy", probabilities: { happy: 0.75, sad: 0.25 } };
const windows: readonly TimedEmotion[] = [
  { start: 0, end: 3, speech: 0.1, emotion: null, probabilities: null },
  { start: 3_661.5, end: 3_664.5, speech: 0.8, ...happy },
];

function written(format: "json" | "csv" | "vtt"): string {
  const { head, line } = overTimeWriter(format, ["happy", "sad"]);
  return head + windows.map(line).join("");
}

test("emotion over time is a WebVTT file of the windows with speech", () => {
  expect(written("vtt")).toBe("WEBVTT\n\n01:01:01.500 --> 01:01:04.500\nhappy 75 %\n\n");
});

test("emotion over time is a CSV table of every window, with a column per emotion", () => {
  expect(written("csv").split("\n")).toEqual([
    ...["start,end,speech,emotion,happy,sad", "0,3,0.1,,,"],
    ...["3661.5,3664.5,0.8,happy,0.75,0.25", ""],
  ]);
});

test("emotion over time is one JSON line per window, with null if there is too little speech", () => {
  expect(
    written("json")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([
    { start: 0, end: 3, speech: 0.1, emotion: null, probabilities: null },
    { start: 3_661.5, end: 3_664.5, speech: 0.8, emotion: "happy", probabilities: { happy: 0.75, sad: 0.25 } },
  ]);
});
