import { describe, expect, test } from "vitest";
import { addCounts, addListings, emptyListing, listingField, listingSchema } from "../../src/runs/listing.js";

const one = {
  after: "page-2",
  pages: 2,
  complete: true,
  listed: 10,
  queued: 7,
  skipped: { duplicate: 3 },
  modalities: { "audio-only": 7 },
  datasets: { ravdess: 7 },
  reused: 4,
  offered: { "audio-video": 5 },
  synthetic: false,
};
const other = {
  after: "page-1",
  pages: 1,
  complete: true,
  listed: 100,
  queued: 60,
  skipped: { duplicate: 10, "not-speech": 30 },
  modalities: { "audio-only": 50, "audio-video": 10 },
  datasets: { emodb: 60 },
  reused: 20,
  offered: { "audio-video": 1 },
  synthetic: true,
};

describe("two parts of a listing", () => {
  test("add up count by count; their sum has no page to resume after and is not complete", () => {
    expect(addListings(one, other)).toEqual({
      after: null,
      pages: 3,
      complete: false,
      listed: 110,
      queued: 67,
      skipped: { duplicate: 13, "not-speech": 30 },
      modalities: { "audio-only": 57, "audio-video": 10 },
      datasets: { ravdess: 7, emodb: 60 },
      reused: 24,
      offered: { "audio-video": 6 },
      synthetic: true,
    });
  });

  test("have the same sum in either order", () => {
    expect(addListings(other, one)).toEqual(addListings(one, other));
  });

  test("are synthetic if one of them is", () => {
    expect(addListings(one, one).synthetic).toBe(false);
  });

  test("keep the counts of one if the other is empty", () => {
    expect(addListings(emptyListing, one)).toEqual({ ...one, after: null, complete: false });
  });
});

describe("counts by name", () => {
  test("add up over all names of either side, with 0 for an absent count", () => {
    expect(addCounts({ a: 1, b: 2 }, { b: 3, c: 4, d: undefined })).toEqual({ a: 1, b: 5, c: 4, d: 0 });
  });

  test("may have names that are properties of every object", () => {
    expect(addCounts({}, { constructor: 1 })).toEqual({ constructor: 1 });
  });
});

describe("a stored listing", () => {
  test("of an older program lacks counts, which are empty then", () => {
    const { after, complete, listed, queued, skipped, synthetic } = one;
    expect(listingSchema.parse({ after, complete, listed, queued, skipped, synthetic })).toEqual({
      ...one,
      pages: 0,
      modalities: {},
      datasets: {},
      reused: 0,
      offered: {},
    });
  });

  test("is read back as it was stored", () => {
    for (const listing of [one, other, emptyListing])
      expect(listingSchema.parse(JSON.parse(JSON.stringify(listing)))).toEqual(listing);
  });

  test("has a field for each prefix and one for the end", () => {
    expect([listingField(0), listingField(12), listingField("end")]).toEqual([
      "listing:0",
      "listing:12",
      "listing:end",
    ]);
  });
});
