import { z } from "zod";
import {
  type Convolutions,
  convolvedColumns,
  loadConvolutions,
  type SavedConvolutions,
  saveConvolutions,
} from "../dsp/convolutions.js";
import type { SpeakerVote } from "../linear/speakerVote.js";
import { ParameterError } from "../shared/errors.js";
import { row } from "../shared/matrix.js";
import { sha256 } from "../shared/sha256.js";

const value = z.number().min(-1e9).max(1e9);
const values = z.array(value).min(1).max(100_000);
const calibrated = z.number().min(1e-4).max(1e4);
const temperature = calibrated.default(1);

/** A vote of linear models as JSON. Temperatures and weights are 1 if a file has none: such a vote is not calibrated. */
export const voteFileSchema = z.object({
  /** typical mean and spread of the training speakers: for each view, one value per column */
  priors: z
    .array(z.object({ mean: values, sd: z.array(z.number().gt(0).max(1e9)).min(1).max(100_000) }))
    .min(1)
    .max(4),
  members: z
    .array(
      z.object({
        kind: z.enum(["ridge", "lda"]),
        view: z.int().min(0).max(3),
        penalty: z.number().gt(0).max(1e6),
        temperature,
        weight: z.number().gt(0).max(1e3).default(1),
        /** a row for each label */
        coef: z.array(values).min(2).max(1_000),
        intercept: values,
      }),
    )
    .min(1)
    .max(16),
  temperature,
  /** for speakers with many enrolled recordings; a file without it was calibrated only on new speakers */
  enrolledTemperature: calibrated.optional(),
  /** random convolutions of the contours: the second view */
  convolutions: z
    .object({
      perKernel: z.literal([2, 3]).optional(),
      seed: z.int().min(0).max(4_294_967_295),
      perDilation: z.int().min(1).max(10_000),
      means: values,
      deviations: z.array(z.number().gt(0).max(1e9)).min(1).max(1_000),
      thresholds: values,
    })
    .optional(),
});
export type VoteFile = z.infer<typeof voteFileSchema>;

export function saveVote(
  { priors, members, temperature, enrolledTemperature }: SpeakerVote,
  convolutions?: Convolutions,
): VoteFile {
  return {
    ...(convolutions === undefined ? {} : { convolutions: writable(saveConvolutions(convolutions)) }),
    priors: priors.map(({ mean, sd }) => ({ mean: [...mean], sd: [...sd] })),
    members: members.map(({ kind, view, penalty, model, temperature: ofMember, weight = 1 }) => ({
      kind,
      view,
      penalty,
      temperature: ofMember,
      weight,
      coef: Array.from({ length: model.coef.rows }, (_, k) => [...row(model.coef, k)]),
      intercept: [...model.intercept],
    })),
    temperature,
    ...(enrolledTemperature === undefined ? {} : { enrolledTemperature }),
  };
}

/**
 * @param shape the expected numbers of columns and labels
 * @throws ParameterError naming the part whose size disagrees
 */
export function loadVote(
  { priors, members, temperature, enrolledTemperature }: VoteFile,
  shape: { readonly columns: readonly unknown[]; readonly labels: readonly string[] },
): SpeakerVote {
  const nLabels = shape.labels.length;
  requireLength("vote.priors[0].mean", priors[0]!.mean, shape.columns.length);
  priors.forEach(({ mean, sd }, view) => requireLength(`vote.priors[${view}].sd`, sd, mean.length));
  return {
    priors: priors.map(({ mean, sd }) => ({ mean: Float64Array.from(mean), sd: Float64Array.from(sd) })),
    members: members.map(({ kind, view, penalty, temperature: ofMember, weight, coef, intercept }, m) => {
      const p = priors[view]?.mean.length;
      if (p === undefined) throw new ParameterError(`vote.members[${m}].view`, "one of the priors", view);
      requireLength(`vote.members[${m}].coef`, coef, nLabels);
      requireLength(`vote.members[${m}].intercept`, intercept, nLabels);
      coef.forEach((of, k) => requireLength(`vote.members[${m}].coef[${k}]`, of, p));
      const model = {
        classes: Int32Array.from(shape.labels, (_, k) => k),
        coef: { rows: nLabels, cols: p, data: Float64Array.from(coef.flat()) },
        intercept: Float64Array.from(intercept),
      };
      return { kind, view, penalty, temperature: ofMember, weight, model };
    }),
    temperature,
    ...(enrolledTemperature === undefined ? {} : { enrolledTemperature }),
  };
}

function writable({
  means,
  deviations,
  thresholds,
  ...rest
}: SavedConvolutions): NonNullable<VoteFile["convolutions"]> {
  return { ...rest, means: [...means], deviations: [...deviations], thresholds: [...thresholds] };
}

/**
 * The random convolutions of a vote; undefined if it has none.
 *
 * @throws ParameterError naming the part whose size disagrees
 */
export function convolutionsOf({ convolutions, priors }: VoteFile): Convolutions | undefined {
  if (convolutions === undefined) return undefined;
  const loaded = loadConvolutions(convolutions);
  requireLength("vote.priors[1].mean", priors[1]?.mean ?? [], convolvedColumns(loaded));
  return loaded;
}

/** Identifies convolutions by their parameters: equal ids give equal results. */
export function kernelsId({ seed, scales, thresholds }: Convolutions): string {
  const parts = [scales.means, scales.deviations, thresholds].map(
    ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
  );
  return sha256(joined([new TextEncoder().encode(String(seed)), ...parts])).slice(0, 16);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function requireLength(name: string, found: readonly unknown[], wanted: number): void {
  if (found.length !== wanted) throw new ParameterError(name, `${wanted} values`, found.length);
}
