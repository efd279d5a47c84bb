import { ForeignSoundError } from "../foreignSound.js";
import { corrupt } from "./box.js";

/** An AAC decoder's configuration and the format of its output. */
export interface AudioConfig {
  /** the AudioSpecificConfig itself */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Hz */
  readonly sampleRate: number;
  readonly channels: number;
  /** samples of each channel in a coded unit: 1024, rarely 960 */
  readonly unitSamples: number;
}

export const sampleRates: readonly number[] = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
];
const aacLc = 2;
const sbrTypes = [5, 29];
const objectTypeNames: Readonly<Record<number, string>> = {
  1: "AAC Main",
  3: "AAC SSR",
  4: "AAC LTP",
  5: "HE-AAC",
  23: "AAC-LD",
  29: "HE-AAC v2",
  36: "MPEG-4 ALS",
  39: "AAC-ELD",
  42: "USAC (xHE-AAC)",
};

/**
 * Reads an AudioSpecificConfig.
 *
 * @throws InputError "unsupported-audio" for anything but AAC-LC of 1 to 7 channels, named; "corrupt-audio"
 * Source: ISO/IEC 14496-3, sections 1.6.2.1 (AudioSpecificConfig) and 4.4.1 (GASpecificConfig).
 */
export function parseAudioConfig(bytes: Uint8Array<ArrayBuffer>): AudioConfig {
  const bits = new Bits(bytes);
  const objectType = readObjectType(bits);
  const sampleRate = readRate(bits);
  const channels = bits.read(4);
  if (objectType !== aacLc) throw unsupported(objectTypeNames[objectType] ?? `MPEG-4 audio object type ${objectType}`);
  if (channels < 1 || channels > 7) throw unsupported(`AAC with channel configuration ${channels}`);
  const unitSamples = bits.read(1) === 1 ? 960 : 1024;
  if (bits.read(1) === 1) bits.read(14); // the core coder's delay
  bits.read(1);
  if (announcesSbr(bits)) throw unsupported("HE-AAC");
  return { bytes, sampleRate, channels: channels === 7 ? 8 : channels, unitSamples };
}

/** After the AAC-LC configuration, an extension may declare that each packet also carries the upper half of the spectrum. */
function announcesSbr(bits: Bits): boolean {
  const syncExtension = 0x2b7;
  if (bits.left < 17 || bits.read(11) !== syncExtension) return false;
  return sbrTypes.includes(readObjectType(bits)) && bits.read(1) === 1;
}

function readObjectType(bits: Bits): number {
  const type = bits.read(5);
  return type === 31 ? 32 + bits.read(6) : type;
}

function readRate(bits: Bits): number {
  const index = bits.read(4);
  const rate = index === 15 ? bits.read(24) : sampleRates[index];
  if (rate === undefined || rate < 1_000 || rate > 384_000) throw corrupt(`AAC at a sample rate of ${rate ?? "?"} Hz`);
  return rate;
}

function unsupported(name: string): ForeignSoundError {
  return new ForeignSoundError(`MP4 file whose audio is ${name}`);
}

/** Bits from the highest of each byte on. */
class Bits {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get left(): number {
    return 8 * this.#bytes.length - this.#at;
  }

  read(count: number): number {
    if (count > this.left) throw corrupt(`AAC configuration of ${this.#bytes.length} bytes`);
    let value = 0;
    for (let i = 0; i < count; i++, this.#at++)
      value = value * 2 + ((this.#bytes[this.#at >> 3]! >> (7 - (this.#at & 7))) & 1);
    return value;
  }
}
