import { describe, expect, test } from "vitest";
import { audioExtensions, audioFormats, formatOfName } from "../../src/audio/formats.js";
import { sniffFormat } from "../../src/audio/sniffFormat.js";
import { audioFixture } from "../support/audioFixture.js";

describe("the table of audio formats", () => {
  test("has well-formed entries", () => {
    for (const { name, extensions, mimeTypes } of audioFormats) {
      expect(extensions, name).not.toHaveLength(0);
      for (const extension of extensions) expect(extension, name).toMatch(/^[a-z0-9]+$/);
      for (const type of mimeTypes) expect(type, name).toMatch(/^(audio|video)\/[a-z0-9.-]+$/);
    }
    expect(new Set(audioFormats.map(({ name }) => name)).size).toBe(audioFormats.length);
  });

  test.each([
    ["voice.flac", "FLAC"],
    ["voice.mp3", "MP3"],
    ["voice-vorbis.ogg", "Ogg Vorbis"],
    ["voice-opus.ogg", "Ogg Opus"],
    ["voice-opus.webm", "WebM or Matroska"],
  ])("recognises %s by its content as %s", (file, name) => {
    expect(sniffFormat(audioFixture(file))).toMatchObject({ kind: "readable", name, format: { name } });
  });

  test("recognises a format by the file extension in upper or lower case", () => {
    expect(formatOfName("a/b.c/voice.FLAC")?.name).toBe("FLAC");
    expect(formatOfName("film.mov")?.canReadRanges).toBe(true);
    expect(formatOfName("folder.wav/notes")).toBeUndefined();
    expect(formatOfName("wav")).toBeUndefined();
    expect(formatOfName(".wav")?.name).toBe("WAVE");
    for (const extension of audioExtensions) expect(formatOfName(`x.${extension}`), extension).toBeDefined();
  });
});
