import { z } from "zod";

/** Progress of a run's listing, written after each page, so that a killed producer can resume from there. */
export const listingSchema = z.object({
  /** the page token to resume after; null before the first page */
  after: z.string().nullable(),
  /** pages listed so far */
  pages: z.int().default(0),
  complete: z.boolean(),
  listed: z.int(),
  queued: z.int(),
  skipped: z.record(z.string(), z.int()),
  /** enqueued files by modality */
  modalities: z.record(z.string(), z.int()).default({}),
  /** wanted files by data set */
  datasets: z.record(z.string(), z.int()).default({}),
  /** number of enqueued files whose rows were copied from earlier runs */
  reused: z.int().default(0),
  /** candidate files by modality; one per trial is chosen when the listing is complete */
  offered: z.record(z.string(), z.int()).default({}),
  /** the recordings were made by `ser synth` */
  synthetic: z.boolean(),
});
export type Listing = z.infer<typeof listingSchema>;

/** One part of a run's listing: a prefix by its index, or the final step after all prefixes. */
export type ListingPart = number | "end";

export const emptyListing: Listing = {
  after: null,
  pages: 0,
  complete: false,
  listed: 0,
  queued: 0,
  skipped: {},
  modalities: {},
  datasets: {},
  reused: 0,
  offered: {},
  synthetic: false,
};

/** The field of a run's record that holds one part of its listing. */
export const listingField = (part: ListingPart): string => `listing:${part}`;

/** Combines two parts of a listing. */
export function addListings(a: Listing, b: Listing): Listing {
  return {
    after: null,
    pages: a.pages + b.pages,
    complete: false,
    listed: a.listed + b.listed,
    queued: a.queued + b.queued,
    reused: a.reused + b.reused,
    skipped: addCounts(a.skipped, b.skipped),
    modalities: addCounts(a.modalities, b.modalities),
    datasets: addCounts(a.datasets, b.datasets),
    offered: addCounts(a.offered, b.offered),
    synthetic: a.synthetic || b.synthetic,
  };
}

export function addCounts(
  a: Readonly<Record<string, number>>,
  b: Readonly<Partial<Record<string, number>>>,
): Record<string, number> {
  const sum = new Map(Object.entries(a));
  for (const [name, count = 0] of Object.entries(b)) sum.set(name, (sum.get(name) ?? 0) + count);
  return Object.fromEntries(sum);
}
