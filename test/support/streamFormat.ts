import type { StreamFormat } from "../../src/audio/decodeStream.js";
import { audioFormats } from "../../src/audio/formats.js";

/** The format of the table that has this name, which a decoder takes piece by piece. */
export function streamFormat(wanted: string): StreamFormat {
  const { name, decoder } = audioFormats.find((format) => format.name === wanted)!;
  if (decoder.kind !== "stream") throw new Error(`${wanted} has no stream decoder`);
  return { name, decoder };
}
