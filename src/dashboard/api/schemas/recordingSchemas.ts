import { z } from "zod";
import type { Gender } from "../../../corpus/labels.js";
import type { Explored } from "../../explore/explorer.js";
import type { ListedRecording } from "../../explore/listedRecording.js";
import type { OutOfFoldAnswers } from "../../explore/outOfFold.js";
import { placePattern, type RecordingPage } from "../../explore/searchRecordings.js";

/*
 * Requests and responses of the API: a run's recordings and what is explored in them.
 * The routes check against these schemas; openapi.json is generated from them.
 */

const genders = ["woman", "man"] as const satisfies readonly Gender[];

const listedRecordingSchema = z.object({
  key: z.string(),
  dataset: z.string(),
  speaker: z.string(),
  emotion: z.string(),
  gender: z.enum(genders).optional(),
  durationSec: z.number(),
}) satisfies z.ZodType<ListedRecording>;

/** Which of a run's recordings a page lists. */
export const recordingQuerySchema = z.object({
  text: z.string().max(200).optional(),
  emotion: z.string().min(1).optional(),
  gender: z.enum(genders).optional(),
  speaker: z.string().min(1).optional(),
  after: z.string().max(400).regex(placePattern, "expected `next` of the page before").optional(),
  near: z.string().max(1_024).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(25),
});

export const recordingPageSchema = z.object({
  recordings: z.array(listedRecordingSchema),
  next: z
    .string()
    .nullable()
    .describe("start of the next page, null at the end; a page with few or no recordings may have a next one"),
}) satisfies z.ZodType<RecordingPage>;

/** Recordings of a run to explore; their features are requested one by one. */
export const exploredSchema = z.object({
  recordings: z.int(),
  cells: z.array(
    z.object({
      dataset: z.string(),
      emotion: z.string(),
      gender: z.enum(genders).optional(),
      intensity: z.string().optional(),
      statement: z.int().optional(),
      count: z.int(),
    }),
  ),
  durations: z
    .record(z.string(), z.array(z.int()))
    .describe(
      "by emotion and gender (happy woman): counts per quarter of a second; the last one includes longer recordings",
    ),
  sample: z.array(listedRecordingSchema),
  speakers: z.array(z.string()).describe("at most 1,000, as dataset and speaker"),
  columns: z.array(z.string()),
  units: z.array(z.string()).describe("unit of each column"),
  map: z.array(z.tuple([z.number(), z.number()])),
  explained: z.array(z.number()),
}) satisfies z.ZodType<Omit<Explored, "features">>;

/** Out-of-fold predictions for a recording. */
export const outOfFoldSchema = z.object({
  answers: z.array(
    z.object({
      recipe: z.string(),
      set: z.string(),
      protocol: z.string(),
      nested: z.boolean(),
      predicted: z.string(),
      probabilities: z.record(z.string(), z.number()).optional(),
    }),
  ),
  worth: z
    .record(z.string(), z.record(z.string(), z.object({ called: z.int(), right: z.int() })))
    .describe(
      "by set of speakers and emotion: how often the models of the run predicted it for new speakers, and how often correctly",
    ),
}) satisfies z.ZodType<OutOfFoldAnswers>;
