/** The exports of scripts/readmeFigures.mjs that its test uses. */
export const committedReport: string;
export const textsWithFigures: readonly string[];
export function readCommitted(): unknown;
export function withFigures(file: string, text: string, report: unknown): string;
export function committable(report: unknown): unknown;
