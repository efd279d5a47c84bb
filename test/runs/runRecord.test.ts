import { describe, expect, test } from "vitest";
import { emptyListing } from "../../src/runs/listing.js";
import { OtherVersionError } from "../../src/runs/makes.js";
import { noSuchRun, readRecord } from "../../src/runs/runRecord.js";
import { NotFoundError } from "../../src/shared/errors.js";
import { runSettings } from "../support/settings.js";

const settings = runSettings({ source: "/corpus" });
const record = (changes: object = {}): string => JSON.stringify({ ...settings, ...changes });

describe("a stored record", () => {
  test("of an older program has only its settings", () => {
    expect(readRecord("r", record(), {})).toStrictEqual({
      name: "r",
      settings,
      needs: [],
      listing: emptyListing,
      round: 0,
      times: {},
    });
  });

  test("has its milestones, its round, its needs and its command line", () => {
    const fields = {
      createdAt: "1000",
      extractStartedAt: "2000",
      trainStartedAt: "3000",
      endedAt: "4000",
      cancelledAt: "5000",
      round: "2",
      commandLine: "ser run",
      notes: "not a milestone",
    };
    expect(readRecord("r", record({ needs: ["rows-v1"] }), fields)).toStrictEqual({
      name: "r",
      settings,
      needs: ["rows-v1"],
      listing: emptyListing,
      round: 2,
      times: {
        createdAt: 1_000,
        extractStartedAt: 2_000,
        trainStartedAt: 3_000,
        endedAt: 4_000,
        cancelledAt: 5_000,
      },
      commandLine: "ser run",
    });
  });

  test("adds up all parts of its listing, which is complete with its end", () => {
    const part = (listed: number): string => JSON.stringify({ ...emptyListing, complete: true, listed });
    const fields = { "listing:0": part(10), "listing:1": part(20) };
    expect(readRecord("r", record(), fields).listing).toEqual({ ...emptyListing, listed: 30 });
    expect(readRecord("r", record(), { ...fields, "listing:end": part(0) }).listing).toEqual({
      ...emptyListing,
      listed: 30,
      complete: true,
    });
  });

  test("whose settings cannot be read is of another version, or broken if it needs nothing else", () => {
    const engine = "of next year";
    expect(() => readRecord("r", record({ engine, needs: ["rows-v99"] }), {})).toThrow(OtherVersionError);
    expect(() => readRecord("r", record({ engine, needs: ["rows-v99"] }), {})).toThrow("run r needs rows-v99");
    expect(() => readRecord("r", record({ engine }), {})).toThrow(/engine/);
  });
});

test("a run that does not exist is not found, and the message says how to list the runs", () => {
  expect(noSuchRun("r")).toBeInstanceOf(NotFoundError);
  expect(noSuchRun("r").message).toBe("run r: no such run; ser status lists the runs");
});
