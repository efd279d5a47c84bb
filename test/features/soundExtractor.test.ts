import { describe, expect, test } from "vitest";
import { createExtractor, defaultExtractionSettings, type EngineName } from "../../src/features/extraction.js";
import { blocksOf } from "../../src/features/featureSet.js";
import { createSoundExtractor } from "../../src/features/soundExtractor.js";
import { testWithAac } from "../support/aac.js";
import { audioFixture } from "../support/audioFixture.js";
import { syntheticVoiceWav } from "../support/syntheticVoice.js";
import { sine, wavFile } from "../support/wavFile.js";

describe.each<EngineName>(["default", "meyda"])("the %s engine, asked for any format", (engine) => {
  const blocks = blocksOf({ engine, recipe: "study", convolutions: false });
  const settings = { ...defaultExtractionSettings, blocks };
  const extract = createSoundExtractor(settings);

  test("answers at once for a WAVE file, as the engine alone does", () => {
    const bytes = wavFile(sine(440, 0.4));
    expect(extract({ kind: "file", bytes })).toEqual(createExtractor(settings)(bytes));
  });

  test("rejects at once what is not a recording, naming it", () => {
    const bytes = new TextEncoder().encode("<!doctype html><title>404</title>");
    expect(() => extract({ kind: "file", bytes })).toThrow("HTML, not a recording");
  });

  const reads = async (name: string): Promise<void> => {
    const { durationSec, sourceRate } = await extract({ kind: "file", bytes: audioFixture(name) });
    expect({ durationSec, sourceRate }).toEqual({ durationSec: 1.27, sourceRate: 48_000 });
  };
  test.each(["voice-vorbis.ogg", "voice-opus.ogg", "voice.mp3"])("reads %s", reads);
  testWithAac("reads index-last.mp4", async () => reads("index-last.mp4"));

  test("knows a format by content, whatever the name", async () => {
    await expect(extract({ kind: "file", bytes: audioFixture("no-sound.mp4") })).rejects.toMatchObject({
      code: "no-sound",
    });
  });
});

test("the default engine hears the same in a lossless file as in the WAVE file it was made from", async () => {
  const wav = createExtractor(defaultExtractionSettings)(syntheticVoiceWav());
  const { decoder, features, ...facts } = await createSoundExtractor(defaultExtractionSettings)({
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
