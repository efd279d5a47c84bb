import { describe, expect, test } from "vitest";
import { flacLength, mp3Length, oggLength } from "../../src/audio/streamLength.js";
import { audioFixture } from "../support/audioFixture.js";
import { syntheticVoice } from "../support/syntheticVoice.js";

const samples = syntheticVoice().length;

describe("the length that a file declares", () => {
  test("is exact in FLAC and Ogg", () => {
    expect(flacLength(audioFixture("voice.flac"))).toEqual({ samples, slack: 0 });
    expect(oggLength(audioFixture("voice-vorbis.ogg"))).toEqual({ samples, slack: 0 });
    expect(oggLength(audioFixture("voice-opus.ogg"))).toEqual({ samples, slack: 0 });
  });

  test("is in frames in MP3, including priming and padding", () => {
    const promised = mp3Length(audioFixture("voice.mp3"))!;
    expect(promised.samples % 1152).toBe(0);
    expect(promised.samples - samples).toBeGreaterThanOrEqual(0);
    expect(promised.samples - samples).toBeLessThanOrEqual(promised.slack);
  });

  test("is infinite for an Ogg file without its last page", () => {
    const file = audioFixture("voice-opus.ogg");
    const cut = { samples: Infinity, slack: 0 };
    expect(oggLength(file.subarray(0, 5_000))).toEqual({ ...cut, isMidPage: true });
    const lastPage = Buffer.from(file).lastIndexOf("OggS");
    expect(oggLength(file.subarray(0, lastPage))).toEqual({ ...cut, isMidPage: false });
  });

  test("is unknown if the file does not declare it", () => {
    const flac = audioFixture("voice.flac");
    flac.fill(0, 22, 26);
    expect(flacLength(flac)).toBeUndefined();
    expect(mp3Length(new Uint8Array(400).fill(0xff))).toBeUndefined();
    expect(oggLength(new Uint8Array(400))).toBeUndefined();
    for (const promise of [flacLength, oggLength, mp3Length]) expect(promise(new Uint8Array(3))).toBeUndefined();
  });
});
