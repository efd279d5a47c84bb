import { z } from "zod";

/** A file that was rejected or given up, and why. */
export const rejectionSchema = z.object({
  key: z.string(),
  code: z.string(),
  message: z.string(),
  /** the shard that its row would be in */
  shard: z.string(),
  /** ETag of the rejected content, if it was fetched */
  etag: z.string().optional(),
  attempts: z.int(),
  /** listed size in bytes of the object, or of the file containing the segment; absent for local files */
  size: z.int().min(0).optional(),
});
export type Rejection = z.infer<typeof rejectionSchema>;
