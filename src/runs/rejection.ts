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
  /** listed bytes of the object, or of that with the segment; absent for local files */
  size: z.int().min(0).optional(),
});
export type Rejection = z.infer<typeof rejectionSchema>;
