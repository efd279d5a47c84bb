import { describe, expect, test } from "vitest";
import { accountsOf, describeAccounts, requireAccounts } from "../../src/runs/accounts.js";
import { emptyListing } from "../../src/runs/listing.js";
import type { Rejection } from "../../src/runs/rejection.js";
import type { RunRecord } from "../../src/runs/runRecord.js";
import { InputError } from "../../src/shared/errors.js";
import { runSettings } from "../support/settings.js";

const rejection = (key: string, code = "too-short"): Rejection => ({
  key,
  code,
  message: "for a test",
  shard: "1",
  attempts: 1,
});

/** Ten listed files: two skipped, and eight enqueued. */
const listing = { ...emptyListing, complete: true, listed: 10, queued: 8, skipped: { "not-speech": 1, duplicate: 1 } };
const run = (changes: Partial<RunRecord["listing"]> = {}): RunRecord => ({
  name: "first",
  settings: runSettings({ source: "corpus" }),
  needs: [],
  listing: { ...listing, ...changes },
  round: 0,
  times: {},
});
const shard = (rows: number) => ({ files: 8, rows, rejected: 0, version: "" });

const keys = ["a", "b", "c", "d", "e"];
const rejections = [rejection("x"), rejection("y"), rejection("z", "given-up")];

describe("a run's accounts", () => {
  test("count given-up files separately from rejected ones, and skipped ones over all reasons", () => {
    const accounts = accountsOf(listing, 5, rejections);
    expect(accounts).toEqual({ listed: 10, rows: 5, rejected: 2, givenUp: 1, skipped: 2 });
    expect(describeAccounts(accounts)).toBe("5 rows + 2 rejected + 1 given up + 2 skipped = 10");
  });

  test("are accepted if each listed file has one outcome, in any number of shards", () => {
    expect(() => requireAccounts(run(), keys, rejections, [shard(2), shard(3)])).not.toThrow();
  });

  test.each<[string, RunRecord, readonly string[], readonly Rejection[], number, string]>([
    [
      "a file without an outcome",
      run({ listed: 11 }),
      keys,
      rejections,
      5,
      "run first: 5 rows + 2 rejected + 1 given up + 2 skipped = 10, where 11 files were listed. Nothing was trained.",
    ],
    ["an incomplete listing", run({ complete: false }), keys, rejections, 5, "run first: its listing is not complete."],
    ["a duplicate row", run(), ["a", "b", "c", "d", "a"], rejections, 5, ": 1 files have two outcomes."],
    ["a rejected file with a row", run(), ["a", "b", "c", "d", "x"], rejections, 5, ": 1 files have two outcomes."],
    ["stored rows that are missing", run(), keys, rejections, 6, ": 5 rows were found, where 6 were stored."],
    [
      "two problems, naming both",
      run({ complete: false }),
      keys,
      rejections,
      6,
      ": its listing is not complete; 5 rows were found, where 6 were stored.",
    ],
  ])("are rejected for %s", (_, record, found, failed, stored, message) => {
    const check = (): void => {
      requireAccounts(record, found, failed, [shard(stored)]);
    };
    expect(check).toThrow(InputError);
    expect(check).toThrow(expect.objectContaining({ code: "files-unaccounted" }) as Error);
    expect(check).toThrow(message);
    expect(check).toThrow("the same `ser run` again, takes over the rows that are there");
  });
});
