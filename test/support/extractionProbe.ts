/** A program that extracts one file's features and prints the outcome and its peak memory. */
import { readFileSync } from "node:fs";
import { defaultExtractionSettings } from "../../src/features/extraction.js";
import { InputError } from "../../src/shared/errors.js";
import { soundExtractor } from "./extractors.js";

async function fate(bytes: Uint8Array): Promise<string> {
  try {
    const { durationSec } = await soundExtractor(defaultExtractionSettings)({ kind: "file", bytes });
    return `${Math.round(durationSec)} s`;
  } catch (error) {
    if (error instanceof InputError) return error.code;
    throw error;
  }
}

const outcome = await fate(readFileSync(process.argv[2]!));
process.stdout.write(JSON.stringify({ outcome, peakMb: process.resourceUsage().maxRSS / 1024 }));
