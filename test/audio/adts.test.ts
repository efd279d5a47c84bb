import { expect, test } from "vitest";
import { adtsHeader } from "../../src/audio/adts.js";
import { InputError } from "../../src/shared/errors.js";

const config = { bytes: new Uint8Array(), sampleRate: 44_100, channels: 2, unitSamples: 1024 };

/** The fields of an ADTS header, whose widths in bits ISO/IEC 14496-3 gives in table 1.A.6 and 1.A.7. */
function fieldsOf(header: Uint8Array): number[] {
  const bits = Array.from(header, (byte) => byte.toString(2).padStart(8, "0")).join("");
  let at = 0;
  const widths = [12, 1, 2, 1, 2, 4, 1, 3, 4, 13, 11, 2];
  return widths.map((width) => parseInt(bits.slice(at, (at += width)), 2));
}

test.each([
  [44_100, 2, 4, 2],
  [96_000, 1, 0, 1],
  [7_350, 6, 12, 6],
  [16_000, 8, 8, 7], // eight channels are configuration 7
])("an ADTS header says a rate of %i Hz and %i channels by their indices", (sampleRate, channels, rate, layout) => {
  // sync, MPEG-4, layer 0, no CRC, AAC-LC, rate, private, channels, four flags, length, fullness: variable rate, one block
  expect(fieldsOf(adtsHeader({ ...config, sampleRate, channels }, 1_000))).toEqual([
    0xfff,
    0,
    0,
    1,
    1,
    rate,
    0,
    layout,
    0,
    1_007,
    0x7ff,
    0,
  ]);
});

test("an ADTS frame holds up to 8,191 bytes with its header", () => {
  for (const bytes of [0, 1, 8_184]) expect(fieldsOf(adtsHeader(config, bytes))[9]).toBe(bytes + 7);
  expect(() => adtsHeader(config, 8_185)).toThrow("corrupt AAC audio: a unit of 8185 bytes");
  expect(() => adtsHeader(config, 8_185)).toThrow(expect.objectContaining({ code: "corrupt-audio" }) as Error);
});

test.each([
  [{ sampleRate: 44_000 }, "AAC of 1024 samples a unit at 44000 Hz"],
  [{ unitSamples: 960 }, "AAC of 960 samples a unit at 44100 Hz"],
])("a stream with %j, which ADTS cannot say, is rejected", (change, message) => {
  const header = (): unknown => adtsHeader({ ...config, ...change }, 10);
  expect(header).toThrow(InputError);
  expect(header).toThrow(message);
});
