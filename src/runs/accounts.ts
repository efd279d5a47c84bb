import { InputError } from "../shared/errors.js";
import { givenUpCode } from "./failures.js";
import type { ShardEntry } from "./rows/shardIndex.js";
import type { Rejection } from "./rejection.js";
import type { RunRecord } from "./runRecord.js";

/**
 * The outcomes of a run's files: rows + rejected + givenUp + skipped = listed; otherwise files were lost or duplicated.
 */
export interface Accounts {
  readonly listed: number;
  readonly rows: number;
  readonly rejected: number;
  readonly givenUp: number;
  readonly skipped: number;
}

export function accountsOf(
  { listed, skipped }: RunRecord["listing"],
  rows: number,
  rejections: readonly Pick<Rejection, "code">[],
): Accounts {
  const givenUp = rejections.filter(({ code }) => code === givenUpCode).length;
  const nSkipped = Object.values(skipped).reduce((sum, count) => sum + count, 0);
  return { listed, rows, rejected: rejections.length - givenUp, givenUp, skipped: nSkipped };
}

/** "144 rows + 2 rejected + 0 given up + 0 skipped = 146" */
export function describeAccounts({ rows, rejected, givenUp, skipped }: Accounts): string {
  const sum = rows + rejected + givenUp + skipped;
  return `${rows} rows + ${rejected} rejected + ${givenUp} given up + ${skipped} skipped = ${sum}`;
}

/**
 * Checks before training that each listed file has exactly one outcome. A report on too few rows would look like any
 * other, so the run fails instead.
 *
 * @param keys   keys of the rows found
 * @param shards the shard index's entry of each shard
 * @throws InputError "files-unaccounted", with the numbers and what to do, also if the listing is incomplete
 */
export function requireAccounts(
  run: RunRecord,
  keys: readonly string[],
  rejections: readonly Rejection[],
  shards: Iterable<ShardEntry>,
): void {
  const accounts = accountsOf(run.listing, keys.length, rejections);
  const rejected = new Set(rejections.map(({ key }) => key));
  const found = new Set(keys);
  const twice = keys.length - found.size + [...found].filter((key) => rejected.has(key)).length;
  let counted = 0;
  for (const { rows } of shards) counted += rows;
  const { listed } = accounts;
  const sum = accounts.rows + accounts.rejected + accounts.givenUp + accounts.skipped;
  const problems = [
    ...(run.listing.complete ? [] : ["its listing is not complete"]),
    ...(sum === listed ? [] : [`${describeAccounts(accounts)}, where ${listed} files were listed`]),
    ...(twice === 0 ? [] : [`${twice} files have two outcomes`]),
    ...(counted === keys.length ? [] : [`${keys.length} rows were found, where ${counted} were stored`]),
  ];
  if (problems.length === 0) return;
  throw new InputError(
    "files-unaccounted",
    `run ${run.name}: ${problems.join("; ")}. Nothing was trained. ` +
      "A run under another name, or the same `ser run` again, takes over the rows that are there and computes the rest.",
  );
}
