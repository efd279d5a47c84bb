import { z } from "zod";

/**
 * Over HTTP, only the first hour is predicted, because decoded audio is in memory. `ser predict --window` reads eight.
 */
export const overTimeMaxSec = 3_600;

/** A result is one value in Redis: an hour in steps of a second fits. */
export const overTimeMaxWindows = 3_600;

/** How a recording is divided into windows. */
export interface OverTimeOptions {
  /** length of a window in seconds, from 0.5 */
  readonly windowSec: number;
  /** seconds from one window's start to the next one's */
  readonly hopSec: number;
}

/** How a recording is divided; windows of half a second to a minute. */
export const overTimeOptionsSchema = z.object({
  windowSec: z.number().min(0.5).max(60),
  hopSec: z.number().min(0.1).max(60),
}) satisfies z.ZodType<OverTimeOptions>;

/** A recording's predictions, window by window. */
export const emotionOverTimeSchema = overTimeOptionsSchema.extend({
  /** emotions that the models know */
  labels: z.array(z.string()),
  /** predicted part of the recording, in seconds */
  durationSec: z.number(),
  /** see TimedEmotion */
  windows: z.array(
    z.object({
      start: z.number(),
      end: z.number(),
      speech: z.number(),
      emotion: z.string().nullable(),
      probabilities: z.record(z.string(), z.number()).nullable(),
    }),
  ),
  notes: z.array(z.string()),
});
export type EmotionOverTime = z.infer<typeof emotionOverTimeSchema>;
