/** What scripts/readmeFigures.mjs gives to its test. */
export const committedReport: string;
export const textsWithFigures: readonly string[];
export function readCommitted(): unknown;
export function withFigures(file: string, text: string, report: unknown): string;
export function committable(report: unknown): unknown;
