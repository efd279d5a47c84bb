import { z } from "zod";
import type { Labels } from "./labels.js";

/** Labels as they are stored. */
export const labelsSchema = z.object({
  dataset: z.string(),
  speaker: z.string(),
  gender: z.enum(["man", "woman"]).optional(),
  emotion: z.string(),
  word: z.string(),
  intensity: z.string().optional(),
  statement: z.string().optional(),
  repetition: z.number().optional(),
  language: z.string().optional(),
  session: z.string().optional(),
  trial: z.string(),
  modality: z.enum(["audio-video", "video-only", "audio-only"]),
  channel: z.enum(["speech", "song"]),
  metadata: z.record(z.string(), z.string()).optional(),
  split: z.enum(["train", "test"]).optional(),
}) satisfies z.ZodType<Labels>;
