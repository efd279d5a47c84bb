import { describe, expect, test } from "vitest";
import { audioExtensions } from "../../src/audio/formats.js";
import { emotions, formatRecordingName, parseRecordingName, type Recording } from "../../src/corpus/ravdess.js";

function recordingOf(key: string): Recording {
  const name = parseRecordingName(key);
  if (name.kind !== "recording") throw new Error(name.message);
  return name.recording;
}

function skipOf(key: string): { reason: string; message: string } {
  const name = parseRecordingName(key);
  if (name.kind !== "skip") throw new Error(`${key} was read as a recording`);
  return name;
}

describe("parseRecordingName", () => {
  test("reads every field of a name in a folder", () => {
    expect(recordingOf("s3/Actor_02/03-01-03-02-01-02-02.wav")).toEqual({
      modality: "audio-only",
      channel: "speech",
      emotion: "happy",
      intensity: "strong",
      statement: 1,
      repetition: 2,
      actor: 2,
      gender: "woman",
      trial: "01-03-02-01-02-02",
    });
  });

  test("reads a name without folders", () => {
    expect(recordingOf("01-02-04-01-02-01-23.mp4")).toMatchObject({
      modality: "audio-video",
      channel: "song",
      emotion: "sad",
      statement: 2,
      repetition: 1,
      actor: 23,
      gender: "man",
    });
  });

  test("assigns the audio-only and the audio-video file of a recording to the same trial", () => {
    expect(recordingOf("a/03-01-08-01-02-02-01.wav").trial).toBe(recordingOf("b/01-01-08-01-02-02-01.mp4").trial);
  });

  test("reads the eight emotions in the order of their codes", () => {
    const read = [1, 2, 3, 4, 5, 6, 7, 8].map((code) => recordingOf(`03-01-0${code}-01-01-01-01.wav`).emotion);
    expect(read).toEqual(emotions);
  });

  test("accepts an extension in capitals", () => {
    expect(recordingOf("03-01-03-02-01-01-02.WAV").emotion).toBe("happy");
  });

  test("accepts the names of containers that only the decoder can reject", () => {
    expect(recordingOf("03-01-03-02-01-01-02.flac").emotion).toBe("happy");
  });

  test("skips video without sound as video-only", () => {
    expect(skipOf("02-01-06-01-02-01-12.mp4").reason).toBe("video-only");
  });

  test.each([
    "README.md",
    "",
    "Actor_01/",
    "Actor_01/.DS_Store",
    "Actor_01/._03-01-03-02-01-01-02.wav",
    "03-01-03-02-01-01.wav",
    "03-01-03-02-01-01-02-01.wav",
    "03-01-03-02-01-01-02",
    "03-01-03-02-01-01-2.wav",
    "03_01_03_02_01_01_02.wav",
    "03-01-0x-02-01-01-02.wav",
    "03-01-03-02-01-01-02.wav/notes.txt",
  ])("skips %j as not a recording", (key) => {
    expect(skipOf(key).reason).toBe("not-a-recording");
  });

  test.each([
    ["04-01-03-02-01-01-02.wav", "modality 04 is outside 01 to 03"],
    ["03-03-03-02-01-01-02.wav", "channel 03 is outside 01 to 02"],
    ["03-01-09-02-01-01-02.wav", "emotion 09 is outside 01 to 08"],
    ["03-01-03-00-01-01-02.wav", "intensity 00 is outside 01 to 02"],
    ["03-01-03-02-03-01-02.wav", "statement 03 is outside 01 to 02"],
    ["03-01-03-02-01-03-02.wav", "repetition 03 is outside 01 to 02"],
    ["03-01-03-02-01-01-25.wav", "actor 25 is outside 01 to 24"],
    ["03-01-01-02-01-01-02.wav", "intensity 02 (strong) does not exist for emotion 01 (neutral)"],
    ["03-01-03-02-01-01-02.csv", `the extension .csv is not one of ${[...audioExtensions].join(", ")}`],
  ])("reports what is wrong with %s", (key, problem) => {
    expect(skipOf(key)).toMatchObject({ reason: "not-a-recording", message: `${key}: ${problem}` });
  });
});

describe("formatRecordingName", () => {
  test("undoes parseRecordingName", () => {
    expect(formatRecordingName(recordingOf("Actor_17/01-02-06-02-02-01-17.mp4"))).toBe("01-02-06-02-02-01-17");
  });
});
