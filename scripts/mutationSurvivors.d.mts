/** The exports of scripts/mutationSurvivors.mjs that its test uses. */
interface Survivor {
  file: string;
  change: string;
  reason: string;
}
interface Mutant {
  status: string;
  location: { start: { line: number; column: number }; end: { line: number; column: number } };
  replacement?: string;
}
interface Report {
  files: Record<string, { source: string; mutants: Mutant[] }>;
}
export function listedSurvivors(directory?: string): Survivor[];
export function compareSurvivors(
  report: Report,
  listed: Survivor[],
): { unlisted: { file: string; line: number; change: string }[]; outdated: { file: string; change: string }[] };
export function oneLine(text: string): string;
