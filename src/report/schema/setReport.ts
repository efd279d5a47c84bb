/* The forests of one set of speakers. */
import { z } from "zod";
import { list, count, share, paramsSchema, intervalSchema } from "./basics.js";
import { scoresSchema } from "./scores.js";
import { stageSchema, searchGainSchema, gridSchema } from "./search.js";

/** The joint importance of the columns of one family. */
const familySchema = z.object({
  family: z.string(),
  nColumns: count,
  /** sum of its columns' shares of the impurity decrease */
  importance: share,
  /** macro F1 lost on held-out speakers when all its columns are shuffled among the recordings */
  permutation: intervalSchema.optional(),
});
export type FamilyImportance = z.infer<typeof familySchema>;

export const setSchema = z
  .object({
    rows: count,
    nFeatures: count,
    /** of the final model, like byActor and stratified */
    params: paramsSchema,
    labels: list(z.string()),
    byActor: scoresSchema,
    stratified: scoresSchema,
    actors: count.optional(),
    /** the study's parameters, the search's best, the best with fewer columns, and the final model */
    stages: z
      .object({
        initial: stageSchema.optional(),
        tuned: stageSchema.optional(),
        pruned: stageSchema.optional(),
        final: stageSchema.optional(),
      })
      .optional(),
    grid: gridSchema.optional(),
    /** most important first */
    importances: list(
      z.object({
        column: z.string(),
        importance: z.number(),
        /** label, such as "mel 97 · 3.7 kHz" */
        label: z.string().optional(),
        unit: z.string().optional(),
        family: z.string().optional(),
      }),
    ).optional(),
    /** the same by column family, most important first */
    families: list(familySchema).optional(),
    searchGain: searchGainSchema.optional(),
    pruning: z
      .object({
        steps: list(z.object({ nColumns: count, score: share })),
        dropped: list(z.string()),
        /** what was kept and why */
        sentence: z.string(),
      })
      .optional(),
    /** the whole search, evaluated on actors excluded from it */
    nested: scoresSchema
      .extend({ nOuter: z.int().min(2), nInner: z.int().min(2), note: z.string().optional() })
      .optional(),
    /** deviations from the settings, and why */
    messages: list(z.string()).optional(),
  })
  .superRefine((set, context) => {
    const stages = Object.entries(set.stages ?? {}).flatMap(([name, stage]) =>
      stage === undefined ? [] : [[`stages.${name}`, stage] as const],
    );
    for (const [at, { byActor, stratified }] of [["", set] as const, ...stages]) {
      checkConfusion(`${at}.byActor`, byActor.confusion);
      checkConfusion(`${at}.stratified`, stratified.confusion);
    }
    if (set.nested !== undefined) checkConfusion(".nested", set.nested.confusion);

    function checkConfusion(at: string, confusion: readonly (readonly number[])[]): void {
      const size = set.labels.length;
      if (confusion.length !== size || confusion.some((row) => row.length !== size))
        context.addIssue({
          code: "custom",
          path: [...at.split(".").filter((part) => part !== ""), "confusion"],
          message: `expected ${size} rows of ${size} counts, one per label`,
        });
    }
  });
export type SetReport = z.infer<typeof setSchema>;

/** The same recordings predicted by the models of their speakers' gender and by the one model for all. */
export const comparisonSchema = z.object({
  rows: count,
  actors: count,
  perGender: intervalSchema,
  oneForAll: intervalSchema,
  /** perGender - oneForAll on the same resampled actors */
  difference: intervalSchema,
});
export type Comparison = z.infer<typeof comparisonSchema>;
