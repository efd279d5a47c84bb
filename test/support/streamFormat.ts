import type { StreamFormat } from "../../src/audio/decodeStream.js";
import { audioFormats } from "../../src/audio/formats.js";

/** The streaming format of this name in the table of formats. */
export function streamFormat(wanted: string): StreamFormat {
  const { name, decoder } = audioFormats.find((format) => format.name === wanted)!;
  if (decoder.kind !== "stream") throw new Error(`${wanted} has no stream decoder`);
  return { name, decoder };
}
