/**
 * `npm run bench -- memory long`: peak memory of one extraction from six minutes at 192 kHz (138 MB of 16-bit samples).
 * `npm run bench -- memory flat [--files 100000] [--source data/ravdess]`: memory of one thread over a very large
 * number of files. Both print JSON lines, sizes in MB of 1e6 bytes.
 */
import { parseArgs } from "node:util";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { defaultExtractionSettings } from "../../src/features/extraction.js";
import { dataChunk, fmtChunk, riff, sine } from "../support/wavFile.js";
import { wavExtractor } from "../support/extractors.js";

export function bench(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      files: { type: "string", default: "100000" },
      source: { type: "string", default: "data/ravdess" },
      "sample-rate": { type: "string", default: "16000" },
    },
  });
  const sampleRate = values["sample-rate"] === "native" ? "native" : Number(values["sample-rate"]);
  if (positionals[0] === "long") longRecording(sampleRate);
  else if (positionals[0] === "flat") manyFiles(Number(values.files), values.source, sampleRate);
  else
    process.stderr.write(
      "usage: npm run bench -- memory (long | flat) [--files N] [--source DIR] [--sample-rate HZ]\n",
    );
  return Promise.resolve();
}

function longRecording(sampleRate: number | "native"): void {
  const bytes = sixMinutesAt(192_000);
  const before = process.memoryUsage().rss;
  const started = performance.now();
  const { samples, durationSec } = wavExtractor({ ...defaultExtractionSettings, sampleRate })(bytes);
  const seconds = (performance.now() - started) / 1000;
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  print({ fileMb: mb(bytes.length), beforeMb: mb(before), peakMb: mb(peakBytes), durationSec, samples, seconds });
}

/** Repeats one second of audio, without a second copy of the file in memory. */
function sixMinutesAt(sampleRate: number): Uint8Array {
  const seconds = 360;
  const second = dataChunk(sine(440, 1, sampleRate)).content;
  const dataBytes = second.length * seconds;
  const head = riff([fmtChunk({ sampleRate }), { id: "data", content: new Uint8Array(0), claimedSize: dataBytes }]);
  const bytes = new Uint8Array(head.length + dataBytes);
  bytes.set(head);
  for (let i = 0; i < seconds; i++) bytes.set(second, head.length + i * second.length);
  return bytes;
}

function manyFiles(nFiles: number, source: string, sampleRate: number | "native"): void {
  const names = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".wav"));
  if (names.length === 0) throw new Error(`no wav files in ${source}`);
  const extract = wavExtractor({ ...defaultExtractionSettings, sampleRate });
  const started = performance.now();
  for (let i = 1; i <= nFiles; i++) {
    extract(readFileSync(path.join(source, names[i % names.length]!)));
    if (i % Math.ceil(nFiles / 20) === 0)
      print({ files: i, rssMb: mb(process.memoryUsage().rss), msPerFile: (performance.now() - started) / i });
  }
}

function mb(bytes: number): number {
  return Math.round(bytes / 1e5) / 10;
}

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
