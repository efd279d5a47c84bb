import { z } from "zod";
import type { Browsed } from "../../sources/browse.js";

/*
 * Requests and responses of the API: the places that recordings lie in.
 * The routes check against these schemas; openapi.json is generated from them.
 */

/** The folder of a place to list. */
export const browseQuerySchema = z.object({
  place: z.string().min(1),
  folder: z
    .string()
    .regex(/^$|\/$/, "a folder, ending in /")
    .default(""),
  after: z.string().min(1).optional(),
});

export const placeFileSchema = z.object({ place: z.string().min(1), key: z.string().min(1) });

export const browsedSchema = z.object({
  folders: z.array(z.string()),
  files: z.array(z.object({ key: z.string(), size: z.int() })),
  next: z.string().nullable(),
}) satisfies z.ZodType<Browsed>;
