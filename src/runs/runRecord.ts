import { z } from "zod";
import { NotFoundError } from "../shared/errors.js";
import { runSettingsSchema, type RunSettings } from "./jobs.js";
import { addListings, emptyListing, type Listing, listingField, listingSchema } from "./listing.js";
import { requireOwnVersions } from "./makes.js";

/** Milestones of a run, in ms since 1970; each is set once. Resuming a run clears `cancelledAt`. */
export const milestones = ["createdAt", "extractStartedAt", "trainStartedAt", "endedAt", "cancelledAt"] as const;
export type Milestone = (typeof milestones)[number];

export interface RunRecord {
  readonly name: string;
  readonly settings: RunSettings;
  /** the versions of blocks, rows and fits that it needs, see makes.ts; none in older records */
  readonly needs: readonly string[];
  /** of all parts together, without a page token */
  readonly listing: Listing;
  /** number of `ser retry` so far */
  readonly round: number;
  readonly times: Readonly<Partial<Record<Milestone, number>>>;
  /** as typed; undefined if the run was not started from a command line */
  readonly commandLine?: string;
}

export const notesSchema = z.object({ tags: z.array(z.string()), note: z.string() });

/** The user's tags and note for a run. */
export type RunNotes = z.infer<typeof notesSchema>;

export function noSuchRun(name: string): NotFoundError {
  return new NotFoundError(`run ${name}: no such run; ser status lists the runs`);
}

/**
 * Reads a run's record.
 *
 * @param settings JSON
 * @param fields   of the run's hash in Redis
 * @throws OtherVersionError if the settings are of a later version, which this program cannot read
 */
export function readRecord(name: string, settings: string, fields: Readonly<Record<string, string>>): RunRecord {
  const times: Partial<Record<Milestone, number>> = {};
  for (const milestone of milestones) {
    const at = fields[milestone];
    if (at !== undefined) times[milestone] = Number(at);
  }
  const parts = Object.entries(fields).flatMap(([field, json]) =>
    field.startsWith("listing:") ? [listingSchema.parse(JSON.parse(json))] : [],
  );
  return {
    name,
    ...readSettings(name, settings),
    listing: { ...parts.reduce(addListings, emptyListing), complete: fields[listingField("end")] !== undefined },
    round: Number(fields["round"] ?? 0),
    times,
    ...(fields["commandLine"] === undefined ? {} : { commandLine: fields["commandLine"] }),
  };
}

const needsSchema = z.object({ needs: z.array(z.string()).default([]) });

function readSettings(name: string, json: string): Pick<RunRecord, "settings" | "needs"> {
  const record: unknown = JSON.parse(json);
  const { needs } = needsSchema.parse(record);
  const settings = runSettingsSchema.safeParse(record);
  if (!settings.success) {
    requireOwnVersions({ name, needs });
    throw settings.error;
  }
  return { settings: settings.data, needs };
}
