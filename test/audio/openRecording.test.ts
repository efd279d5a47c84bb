import { describe, expect, test } from "vitest";
import { decodeAudio } from "../../src/audio/decodeAudio.js";
import { resample } from "../../src/dsp/resampling/resample.js";
import { readEmbeddingFile } from "../../src/embedding/embeddingFile.js";
import { embeddingName } from "../../src/embedding/embeddingName.js";
import { openEmbedding } from "../../src/embedding/openEmbedding.js";
import { defaultExtractionSettings, type EngineName } from "../../src/features/extraction.js";
import { readMono } from "../../src/audio/audioReader.js";
import { openRecording } from "../../src/audio/openRecording.js";
import { blocksOf } from "../../src/features/featureSet.js";
import { testWithAac } from "../support/aac.js";
import { audioFixture } from "../support/audioFixture.js";
import { convolutionModel, cosineFilters, embeddingFile } from "../support/embeddingModels.js";
import { soundExtractor, wavExtractor } from "../support/extractors.js";
import { syntheticVoiceWav } from "../support/syntheticVoice.js";
import { sine, wavFile } from "../support/wavFile.js";

describe.each<EngineName>(["default", "meyda"])("the %s engine, asked for any format", (engine) => {
  const blocks = blocksOf({ engine, recipe: "study", convolutions: false });
  const settings = { ...defaultExtractionSettings, blocks };
  const extract = soundExtractor(settings);

  test("yields the same features for a WAVE file as opening it as WAVE", async () => {
    const bytes = wavFile(sine(440, 0.4));
    expect(await extract({ kind: "file", bytes })).toEqual(wavExtractor(settings)(bytes));
  });

  test("rejects a file that is not a recording, naming it", async () => {
    const bytes = new TextEncoder().encode("<!doctype html><title>404</title>");
    await expect(extract({ kind: "file", bytes })).rejects.toThrow("HTML, not a recording");
  });

  const reads = async (name: string): Promise<void> => {
    const { durationSec, sourceRate } = await extract({ kind: "file", bytes: audioFixture(name) });
    expect({ durationSec, sourceRate }).toEqual({ durationSec: 1.27, sourceRate: 48_000 });
  };
  test.each(["voice-vorbis.ogg", "voice-opus.ogg", "voice.mp3"])("reads %s", reads);
  testWithAac("reads index-last.mp4", async () => reads("index-last.mp4"));

  test("recognises a format by its content, whatever the file's name", async () => {
    await expect(extract({ kind: "file", bytes: audioFixture("no-sound.mp4") })).rejects.toMatchObject({
      code: "no-sound",
    });
  });
});

describe("an extractor with an embedding model", () => {
  const bytes = syntheticVoiceWav(); // at 48,000 Hz

  test("appends the model's columns, computed from the audio at 16,000 Hz, for every format", async () => {
    const path = await embeddingFile(convolutionModel({ filters: cosineFilters }));
    const model = await openEmbedding(await readEmbeddingFile(path));
    const settings = { ...defaultExtractionSettings, blocks: ["mean161", model.block] as const, embedding: path };
    const extract = soundExtractor(settings);
    const { features } = await extract({ kind: "file", bytes });
    const own = wavExtractor(defaultExtractionSettings)(bytes).features;
    expect(features.subarray(0, own.length)).toEqual(own);
    const { samples } = decodeAudio(bytes, { maxDurationSec: 360 });
    expect(features.subarray(own.length)).toEqual(await model.compute(resample(samples, 48_000, 16_000)));
    const flac = await extract({ kind: "file", bytes: audioFixture("voice.flac") });
    expect(flac.features).toEqual(features);
  });

  test("reports in one message that no model is given", async () => {
    const block = embeddingName({ columns: 12, sha256: "0".repeat(64), options: "0".repeat(64) });
    const extract = soundExtractor({ ...defaultExtractionSettings, blocks: ["mean161", block] });
    await expect(extract({ kind: "file", bytes })).rejects.toThrow(/SHA-256 0{16}….* name its file with --embedding/);
  });
});

test("the default engine computes the same features from a lossless file as from its WAVE original", async () => {
  const wav = wavExtractor(defaultExtractionSettings)(syntheticVoiceWav());
  const { decoder, features, ...facts } = await soundExtractor(defaultExtractionSettings)({
    kind: "file",
    bytes: audioFixture("voice.flac"),
  });
  expect(decoder).toMatch(/^@audio\/decode-flac /);
  expect(facts).toEqual({
    sampleRate: 16_000,
    samples: wav.samples,
    sourceRate: 48_000,
    durationSec: 1.27,
    notes: [],
  });
  expect(features).toEqual(wav.features);
});

test("decoding time is measured before the analysis for a compressed file, and during reading for WAVE", async () => {
  const flac = await openRecording({ kind: "file", bytes: audioFixture("voice.flac") }, defaultExtractionSettings);
  const decodeMs = flac.decodeMs;
  expect(decodeMs).toBeGreaterThan(0);
  readMono(flac.audio);
  expect(flac.decodeMs).toBe(decodeMs);

  const wav = await openRecording({ kind: "file", bytes: syntheticVoiceWav() }, defaultExtractionSettings);
  const openMs = wav.decodeMs;
  readMono(wav.audio);
  expect(wav.decodeMs).toBeGreaterThan(openMs);
});
