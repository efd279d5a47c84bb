import { describe, expect, test } from "vitest";
import { parseRecordingName } from "../../src/corpus/ravdess.js";
import { layoutFull } from "../../src/synth/fullLayout.js";

const files = layoutFull();
const count = (test: (file: (typeof files)[number]) => boolean): number => files.filter(test).length;

describe("the layout of the full data set", () => {
  test("has 7,356 files, a third of each modality, all names different", () => {
    expect(new Set(files.map(({ key }) => key)).size).toBe(7_356);
    for (const modality of ["audio-video", "video-only", "audio-only"])
      expect(count(({ recording }) => recording.modality === modality)).toBe(2_452);
  });

  test("has 1,440 trials of speech and 1,012 of song", () => {
    const trials = (channel: string): number =>
      new Set(files.filter(({ recording }) => recording.channel === channel).map(({ recording }) => recording.trial))
        .size;
    expect({ speech: trials("speech"), song: trials("song") }).toEqual({ speech: 1_440, song: 1_012 });
  });

  test("has no song by actor 18, and no disgusted or surprised song", () => {
    const songs = files.filter(({ recording }) => recording.channel === "song").map(({ recording }) => recording);
    expect(songs.some(({ actor }) => actor === 18)).toBe(false);
    expect(new Set(songs.map(({ emotion }) => emotion))).toEqual(
      new Set(["neutral", "calm", "happy", "sad", "angry", "fearful"]),
    );
  });

  test("has names that parse as the same recording, or as video without sound", () => {
    for (const { key, recording } of files) {
      const name = parseRecordingName(key);
      if (recording.modality === "video-only") expect(name).toMatchObject({ kind: "skip", reason: "video-only" });
      else expect(name).toEqual({ kind: "recording", recording });
    }
  });
});
