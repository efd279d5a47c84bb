import { describe, expect, test } from "vitest";
import { MonoRecorder } from "../../src/audio/monoRecorder.js";
import { InputError } from "../../src/shared/errors.js";
import { floatWav } from "../../src/audio/floatWav.js";
import { openWav } from "../../src/audio/wav.js";
import { readMono } from "../../src/audio/audioReader.js";

const recorded = (recorder: MonoRecorder): number[] => [...recorder.finish(16_000).samples];

describe("a recorder of decoded audio", () => {
  test("averages the channels of piece after piece", () => {
    const recorder = new MonoRecorder("FLAC", 2);
    recorder.add([Float32Array.of(1, 0.5), Float32Array.of(0, 0.5)]);
    recorder.add([Float32Array.of(-1, 0.25, 0), Float32Array.of(0.5, 0.25, -0.5)]);
    expect(recorder.frames).toBe(5);
    expect(recorded(recorder)).toEqual([0.5, 0.5, -0.25, 0.25, -0.25]);
  });

  test("finishes a WAVE file of the same samples", () => {
    const recorder = new MonoRecorder("FLAC", 100);
    recorder.add([Float32Array.of(0.1, -0.2, 0.3)]);
    const { wav, samples } = recorder.finish(22_050);
    const audio = openWav(wav, { maxDurationSec: 360 });
    expect([audio.sampleRate, audio.frames]).toEqual([22_050, 3]);
    expect(readMono(audio).samples).toEqual(samples);
  });

  test("adds only the asked part of a piece, at its end or at a place", () => {
    const recorder = new MonoRecorder("FLAC", 1);
    recorder.add([Float32Array.of(0, 0.1, 0.2, 0.3)], 1, 3);
    expect(recorder.frames).toBe(2);
    recorder.add([Float32Array.of(0.5, 0.75)], 0, 2, 5);
    expect(recorder.frames).toBe(7);
    recorder.add([Float32Array.of(1)], 0, 1, 2);
    expect(recorder.frames).toBe(7);
    expect(recorded(recorder)).toEqual([0.1, 0.2, 1, 0, 0, 0.5, 0.75].map(Math.fround));
  });

  test("adds silence, which later audio may overwrite, and drops the end", () => {
    const recorder = new MonoRecorder("FLAC", 1);
    recorder.add([Float32Array.of(0.5)]);
    recorder.addSilence(3);
    expect(recorder.frames).toBe(4);
    recorder.add([Float32Array.of(0.25)], 0, 1, 2);
    recorder.truncate(9);
    expect(recorder.frames).toBe(4);
    recorder.truncate(3);
    expect(recorded(recorder)).toEqual([0.5, 0, 0.25]);
  });

  test("has room for silence at the end", () => {
    const recorder = new MonoRecorder("FLAC", 1);
    recorder.add([Float32Array.of(0.5)]);
    recorder.addSilence(100);
    expect(recorded(recorder)).toEqual([0.5, ...new Array<number>(100).fill(0)]);
  });

  test("keeps one channel alone, or the first if a piece has fewer", () => {
    const recorder = new MonoRecorder("FLAC", 4, 1);
    recorder.add([Float32Array.of(1), Float32Array.of(0.5)]);
    recorder.add([Float32Array.of(0.25)]);
    expect(recorded(recorder)).toEqual([0.5, 0.25]);
    expect(recorder.louder).toBeUndefined();
  });

  test("accepts samples up to 2 and adds nothing for no channel", () => {
    const recorder = new MonoRecorder("FLAC", 4);
    recorder.add([Float32Array.of(2, -2)]);
    recorder.add([]);
    expect(recorded(recorder)).toEqual([2, -2]);
  });

  test("and a recording in memory become a WAVE file alike", () => {
    const samples = Float32Array.of(0.5, -0.25);
    const recorder = new MonoRecorder("FLAC", 2);
    recorder.add([samples]);
    expect(floatWav({ samples, sampleRate: 8_000 })).toEqual(recorder.finish(8_000).wav);
  });

  test.each([2.5, -2.5, NaN, Infinity])("rejects a sample of %d", (sample) => {
    const recorder = new MonoRecorder("FLAC", 4);
    expect(() => recorder.add([Float32Array.of(0.5, sample, 0.5), new Float32Array(3)])).toThrow(
      new InputError(
        "corrupt-audio",
        `corrupt FLAC file: decoded samples reach ${Math.abs(sample)} where 1 is full scale`,
      ),
    );
  });
});

describe("the louder of two channels that cancel each other", () => {
  const wave = (gain: number, offset = 0): Float32Array =>
    Float32Array.from({ length: 1_000 }, (_, i) => gain * Math.sin(i / 3) + offset);
  function louder(...pieces: (readonly Float32Array[])[]): number | undefined {
    const recorder = new MonoRecorder("FLAC", 1_000);
    for (const piece of pieces) recorder.add(piece);
    return recorder.louder;
  }

  test("is known once they were added, whatever their offsets", () => {
    expect(louder([wave(0.9), wave(-1)])).toBe(1);
    expect(louder([wave(1, 0.5), wave(-0.9, 0.3)])).toBe(0);
    expect(louder([wave(1), wave(-0.9)], [wave(0.1), wave(-0.2)])).toBe(0);
    expect(louder([wave(0.1), wave(-0.2)], [wave(1), wave(-0.9)])).toBe(0);
  });

  test("is unknown for channels that are alike, for one channel and for none", () => {
    expect(louder([wave(1), wave(0.9)])).toBeUndefined();
    expect(louder([wave(1), wave(0)])).toBeUndefined();
    expect(louder([wave(0.1), wave(-0.1)], [wave(1), wave(1)])).toBeUndefined();
    expect(louder([wave(1)])).toBeUndefined();
    expect(louder()).toBeUndefined();
    expect(louder([new Float32Array(0), new Float32Array(0)])).toBeUndefined();
  });

  test("depends only on the part of each piece that was added", () => {
    const recorder = new MonoRecorder("FLAC", 1_000);
    const one = wave(1, 0.5);
    const other = Float32Array.from(one, (value, i) => (i < 500 ? value : 0.5 - 0.9 * (value - 0.5)));
    recorder.add([one, other], 500, 1_000);
    expect(recorder.louder).toBe(0);
    recorder.add([one, other], 0, 500);
    expect(recorder.louder).toBeUndefined();
  });
});
