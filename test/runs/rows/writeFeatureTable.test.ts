import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ExportFormat } from "../../../src/features/table/exportFormats.js";
import { writeFeatureTable } from "../../../src/runs/rows/writeFeatureTable.js";
import { openServices, type Services } from "../../../src/runs/services.js";
import { featureRow, putRows, recordingKeys } from "../../support/featureRows.js";
import { silentLogger } from "../../support/logger.js";
import { testRedis } from "../../support/redis.js";
import { runSettings } from "../../support/settings.js";

const run = { name: "r", settings: runSettings({ source: "/corpus" }) };
let services: Services;

beforeEach(async () => {
  const { url, prefix } = await testRedis();
  services = await openServices(url, prefix, silentLogger);
});
afterEach(async () => services.close());

async function addRows(keys: readonly string[]): Promise<void> {
  const { features } = featureRow("any");
  await putRows(
    await services.features.of(run),
    keys.map((key) => ({ ...featureRow(key, "1", 0), features })),
  );
}

/** @returns the number of rows, and the pieces as text */
async function write(format: ExportFormat): Promise<{ rows: number; pieces: string[] }> {
  const pieces: string[] = [];
  const rows = await writeFeatureTable(services.features, run, format, (piece) => {
    pieces.push(Buffer.from(piece).toString());
    return Promise.resolve();
  });
  return { rows, pieces };
}

const linesOf = (pieces: readonly string[]): number[] => pieces.map((piece) => piece.split("\n").length - 1);

describe("a run's rows as a table", () => {
  test("are written in groups of 10,000, of which none is empty", async () => {
    const keys = recordingKeys(10_001);
    await addRows(keys.slice(0, 10_000));
    const full = await write("jsonl");
    expect([full.rows, linesOf(full.pieces)]).toEqual([10_000, [10_000, 0]]);
    await addRows(keys.slice(10_000));
    const more = await write("jsonl");
    expect([more.rows, linesOf(more.pieces)]).toEqual([10_001, [10_000, 1, 0]]);
  });

  test("have a header even if there are none", async () => {
    const { rows, pieces } = await write("csv");
    expect([rows, linesOf(pieces)]).toEqual([0, [1, 0]]);
  });

  test("declare as classes in ARFF the emotions that they have, besides the usual ones", async () => {
    await addRows([...recordingKeys(2), "notes.wav"]);
    const mapped = { ...run, settings: runSettings({ source: "/corpus", emotionMap: { neutral: "serene" } }) };
    let text = "";
    await writeFeatureTable(services.features, mapped, "arff", (piece) => {
      text += String(piece);
      return Promise.resolve();
    });
    const [classes] = /(?<=@ATTRIBUTE emotion \{).*(?=\})/.exec(text) ?? [""];
    expect(classes.split(",")).toContain("serene");
    expect(classes).not.toMatch(/undefined|,$/);
    expect(
      text
        .trimEnd()
        .split("\n")
        .slice(-3)
        .map((line) => line.split(",").at(-1))
        .sort(),
    ).toEqual(["?", "serene", "serene"]);
  });

  test("are read twice only for ARFF", async () => {
    await addRows(recordingKeys(1));
    const read = vi.spyOn(services.features, "of");
    await write("csv");
    expect(read).toHaveBeenCalledTimes(1);
    await write("arff");
    expect(read).toHaveBeenCalledTimes(3);
  });

  test.each([
    ["parquet", "PAR1"],
    ["csv", "key,"],
    ["jsonl", "{"],
    ["arff", "@RELATION"],
  ] as const)("are written as %s", async (format, start) => {
    await addRows(recordingKeys(1));
    expect((await write(format)).pieces[0]!.slice(0, start.length)).toBe(start);
  });

  test("have free text in ARFF only if it is asked for", async () => {
    expect((await write("arff")).pieces[0]).not.toContain("@ATTRIBUTE key");
  });
});
