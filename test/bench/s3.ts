/**
 * `npm run bench -- s3 --source s3://… [--files 200] [--concurrency 16] [--rounds 7] [--json]`: the cost for this
 * process of reading a recording from S3, as a run does it (into a leased buffer) and as the SDK does it
 * (`transformToByteArray()`), compared with extracting its features.
 *
 * CPU time rather than elapsed time. The three take turns, because other programs slow them alike; the medians over
 * rounds are printed. The first two rounds warm up and are ignored.
 */
import { parseArgs } from "node:util";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { defaultExtractionSettings } from "../../src/features/extraction.js";
import { readConfig } from "../../src/shared/config.js";
import { openObjectStore } from "../support/openObjectStore.js";
import { parseSource } from "../../src/shared/objects/source.js";
import { soundExtractor } from "../support/extractors.js";

const warmUps = 2;

interface Cost {
  /** CPU time of this process in user mode, ms per file */
  readonly userMs: number;
  /** the same including system time */
  readonly cpuMs: number;
}

export async function bench(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      source: { type: "string", default: "" },
      files: { type: "string", default: "200" },
      concurrency: { type: "string", default: "16" },
      rounds: { type: "string", default: "7" },
      json: { type: "boolean", default: false },
    },
  });
  const source = parseSource(values.source || "?");
  if (source.kind !== "s3") {
    process.stderr.write(
      "usage: npm run bench -- s3 --source s3://… [--files N] [--concurrency N] [--rounds N] [--json]\n",
    );
    process.exitCode = 2;
    return;
  }
  const store = await openObjectStore(values.source);
  const { entries } = await store.listPage({ after: null });
  const files = entries.filter(({ key }) => key.endsWith(".wav")).slice(0, Number(values.files));
  const largest = Math.max(...files.map(({ size }) => size));
  const buffers = Array.from(
    { length: Number(values.concurrency) },
    () => new Uint8Array(new SharedArrayBuffer(largest)),
  );
  const extract = soundExtractor(defaultExtractionSettings);
  const held = (await store.get(files[0]!.key)).bytes;
  const plain = new S3Client(readConfig().s3);

  const variants: Readonly<Record<string, (key: string, buffer: Uint8Array) => Promise<unknown>>> = {
    store: async (key, buffer) => store.get(key, { room: (bytes) => buffer.subarray(0, bytes) }),
    plain: async (key) => {
      const { Body } = await plain.send(new GetObjectCommand({ Bucket: source.bucket, Key: source.prefix + key }));
      return Body!.transformToByteArray();
    },
    extract: async () => extract({ kind: "file", bytes: held }),
  };
  const rounds: Record<string, Cost[]> = {};
  for (let round = 0; round < warmUps + Number(values.rounds); round++) {
    for (const [name, read] of Object.entries(variants)) {
      const cost = await costOf(
        files.map(({ key }) => key),
        buffers,
        read,
      );
      if (round >= warmUps) (rounds[name] ??= []).push(cost);
    }
  }
  await store.close();
  plain.destroy();
  const cost = Object.fromEntries(Object.entries(rounds).map(([name, costs]) => [name, typical(costs)]));
  const figures = { files: files.length, meanBytes: Math.round(mean(files.map(({ size }) => size))), ...cost };
  process.stdout.write(values.json ? `${JSON.stringify(figures)}\n` : table(figures.files, figures.meanBytes, cost));
}

/** Reads every file once, as many concurrently as there are buffers. */
async function costOf(
  keys: readonly string[],
  buffers: readonly Uint8Array[],
  read: (key: string, buffer: Uint8Array) => Promise<unknown>,
): Promise<Cost> {
  const waiting = [...keys];
  const before = process.cpuUsage();
  await Promise.all(
    buffers.map(async (buffer) => {
      for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) await read(key, buffer);
    }),
  );
  const { user, system } = process.cpuUsage(before);
  return { userMs: user / 1000 / keys.length, cpuMs: (user + system) / 1000 / keys.length };
}

function typical(costs: readonly Cost[]): Cost {
  return { userMs: median(costs.map(({ userMs }) => userMs)), cpuMs: median(costs.map(({ cpuMs }) => cpuMs)) };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function table(files: number, meanBytes: number, cost: Readonly<Record<string, Cost>>): string {
  const { store, plain, extract } = cost as Record<"store" | "plain" | "extract", Cost>;
  const line = (name: string, { userMs, cpuMs }: Cost): string =>
    `${name.padEnd(30)} ${cpuMs.toFixed(2).padStart(5)} ms of CPU a file, ${userMs.toFixed(2)} in user mode\n`;
  return [
    `${files} files of ${(meanBytes / 1000).toFixed(0)} kB\n`,
    line("store, into a leased buffer", store),
    line("SDK, transformToByteArray()", plain),
    line("extraction of the features", extract),
    `store / SDK ${(store.cpuMs / plain.cpuMs).toFixed(2)}, store / extraction ${(store.cpuMs / extract.cpuMs).toFixed(2)}\n`,
  ].join("");
}
