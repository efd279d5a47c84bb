import { parse } from "yaml";
import { z } from "zod";
import { badLabels } from "./textRows.js";

/*
 * header.yaml of an audformat database: names of its tables, columns, schemes and splits.
 *
 * Source: audEERING, audformat, "Header" (https://audeering.github.io/audformat/data-header.html): schemes, splits,
 * media, tables and columns are mappings by their ids; fields that are not set may be left out.
 */
const id = z.coerce.string();
const optionalId = id.nullish().transform((value) => value ?? undefined);

/** A list of labels, labels with their properties, or the misc table that has them. */
const schemeSchema = z.looseObject({
  labels: z.union([z.array(id), z.record(z.string(), z.unknown()), z.string()]).nullish(),
});
export type AudformatScheme = z.infer<typeof schemeSchema>;

const columnSchema = z.looseObject({ scheme_id: optionalId, rater_id: optionalId }).nullable();

const tableSchema = z.looseObject({
  type: z.enum(["filewise", "segmented"]).optional(),
  split_id: optionalId.optional(),
  media_id: optionalId.optional(),
  columns: z.record(z.string(), columnSchema).nullish(),
});

export type AudformatTable = z.infer<typeof tableSchema>;

const headerSchema = z.looseObject({
  name: id.optional(),
  languages: z.array(id).nullish(),
  media: z.record(z.string(), z.looseObject({ type: z.string().optional() })).nullish(),
  schemes: z.record(z.string(), schemeSchema).nullish(),
  splits: z.record(z.string(), z.looseObject({ type: z.string().optional() }).nullable()).nullish(),
  tables: z.record(z.string(), tableSchema).nullish(),
  misc_tables: z.record(z.string(), z.unknown()).nullish(),
});
export type AudformatHeader = z.infer<typeof headerSchema>;

/** @throws InputError "bad-labels" if it is not YAML, or not an audformat header */
export function parseAudformatHeader(text: string, where: string): AudformatHeader {
  let content: unknown;
  try {
    content = parse(text);
  } catch (error) {
    throw badLabels(where, `header.yaml is not valid YAML: ${(error as Error).message.split("\n")[0]!}`);
  }
  const header = headerSchema.safeParse(content);
  if (!header.success) {
    const [issue] = header.error.issues;
    throw badLabels(where, `header.yaml: ${issue!.path.join(".") || "it"}: ${issue!.message}`);
  }
  return header.data;
}
