import type { ReportInterval } from "../report.js";

/** Minimum number of speakers for bootstrap intervals of about the right width. */
const manySpeakers = 30;

/**
 * Describes an interval of the report: "95 % confidence interval, bootstrap over the 16 speakers; with so few, it is
 * likely too narrow". The percentile bootstrap's coverage falls short with few clusters.
 *
 * @see Cameron, Gelbach & Miller, Bootstrap-based improvements for inference with clustered errors (2008)
 */
export function intervalWords(interval: Pick<ReportInterval, "confidence"> | undefined, speakers?: number): string {
  const confidence = Math.round((interval?.confidence ?? 0.95) * 100);
  const over = speakers === undefined ? "the speakers" : `the ${speakers} speakers`;
  const few = speakers !== undefined && speakers < manySpeakers ? "; with so few, it is likely too narrow" : "";
  return `${confidence} % confidence interval, bootstrap over ${over}${few}`;
}
