import { z } from "zod";

/** How a model is used: in the JSON file beside it, or as JSON in the ONNX file's metadata under `optionsKey`. */
export const embeddingOptionsSchema = z.strictObject({
  /** samples: 16,000 a second, mono, [batch, samples]; logmel: Whisper's log-mel spectrogram, [batch, bands, frames] */
  input: z.enum(["samples", "logmel"]).default("samples"),
  /** name of the output whose frames are averaged; null: the first one of shape [batch, frames, dimensions] */
  output: z.string().min(1).nullable().default(null),
  /** whether samples are scaled to mean 0 and variance 1, as "do_normalize": true of a feature extractor says */
  normalize: z.boolean().default(false),
  /** longer recordings are divided evenly into windows of at most this many seconds */
  windowSec: z.number().min(1).max(360).default(30),
});
export type EmbeddingOptions = z.infer<typeof embeddingOptionsSchema>;
