import { describe, expect, test } from "vitest";
import { parseAudioConfig } from "../../../src/audio/mp4/audioConfig.js";

/** A configuration from its fields: "00010 0011 0001 …" */
function config(bits: string): Uint8Array<ArrayBuffer> {
  const plain = bits.replaceAll(" ", "");
  return Uint8Array.from({ length: Math.ceil(plain.length / 8) }, (_, i) => parseInt(plain.slice(8 * i, 8 * i + 8).padEnd(8, "0"), 2)); // prettier-ignore
}

describe("an AudioSpecificConfig", () => {
  test("contains the rate, the channels and the samples per unit", () => {
    expect(parseAudioConfig(config("00010 0011 0010 000"))).toMatchObject({ sampleRate: 48_000, channels: 2, unitSamples: 1_024 }); // prettier-ignore
    expect(parseAudioConfig(config("00010 0111 0001 100"))).toMatchObject({ sampleRate: 22_050, channels: 1, unitSamples: 960 }); // prettier-ignore
    expect(parseAudioConfig(config("00010 0100 0111 000"))).toMatchObject({ sampleRate: 44_100, channels: 8 });
  });

  test("may contain its rate as a number", () => {
    const rate = (37_800).toString(2).padStart(24, "0");
    expect(parseAudioConfig(config(`00010 1111 ${rate} 0001 000`))).toMatchObject({ sampleRate: 37_800, channels: 1 });
  });

  test("may state that no HE-AAC extension follows, as ffmpeg writes it", () => {
    expect(parseAudioConfig(config("00010 0011 0001 000 01010110111 00101 0"))).toMatchObject({ sampleRate: 48_000 });
  });

  test.each([
    ["00101 0110 0010 0011 00010 000", "HE-AAC"],
    ["11101 0110 0001 0011 00010 000", "HE-AAC v2"],
    ["00010 0110 0001 000 01010110111 00101 1 0011", "HE-AAC"],
    ["00001 0011 0001 000", "AAC Main"],
    ["11111 000111 0011 0001 000", "AAC-ELD"],
    ["01010 0011 0001 000", "MPEG-4 audio object type 10"],
    ["00010 0011 0000 000", "AAC with channel configuration 0"],
  ])("is rejected by name if it is not AAC-LC: %s is %s", (bits, name) => {
    expect(() => parseAudioConfig(config(bits))).toThrow(
      expect.objectContaining({
        code: "unsupported-audio",
        message: `MP4 file whose audio is ${name}`,
      }),
    );
  });

  test.each([
    ["00010 1101 0001 000", "AAC at a sample rate of ? Hz"],
    [`00010 1111 ${"1".padStart(24, "0")} 0001 000`, "AAC at a sample rate of 1 Hz"],
    [`00010 1111 ${(384_001).toString(2).padStart(24, "0")} 0001 000`, "AAC at a sample rate of 384001 Hz"],
    ["00010 00", "AAC configuration of 1 bytes"],
  ])("is corrupt if its rate is invalid or it ends too early: %s", (bits, message) => {
    expect(() => parseAudioConfig(config(bits))).toThrow(
      expect.objectContaining({ code: "corrupt-audio", message: `corrupt MP4 file: ${message}` }),
    );
  });

  test("may have a rate of 1 to 384 kHz", () => {
    for (const hz of [1_000, 384_000]) {
      const rate = hz.toString(2).padStart(24, "0");
      expect(parseAudioConfig(config(`00010 1111 ${rate} 0001 000`)).sampleRate).toBe(hz);
    }
  });

  test("has at most seven channels, and no extension that ends before it says anything", () => {
    expect(() => parseAudioConfig(config("00010 0011 1000 000"))).toThrow("AAC with channel configuration 8");
    // Seventeen bits follow: the extension of HE-AAC with its flag set, or one of another type.
    expect(() => parseAudioConfig(config("00010 0011 0001 0 0 0 01010110111 00101 1"))).toThrow("HE-AAC");
    expect(parseAudioConfig(config("00010 0011 0001 0 0 0 01010110111 00110 1"))).toMatchObject({ channels: 1 });
  });
});
