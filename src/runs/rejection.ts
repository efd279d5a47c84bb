import { z } from "zod";

/** A file that was rejected or given up, and why. */
export const rejectionSchema = z.object({
  key: z.string(),
  code: z.string(),
  message: z.string(),
  /** the shard that its row would be in */
  shard: z.string(),
  /** of the rejected content, if it was fetched */
  etag: z.string().optional(),
  attempts: z.int(),
});
export type Rejection = z.infer<typeof rejectionSchema>;
