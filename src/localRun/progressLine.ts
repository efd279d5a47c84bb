/** What a line of progress shows. */
export interface ProgressFacts {
  readonly label: string;
  readonly done: number;
  readonly total: number;
  /** the most important first: the last ones are dropped if there is no room */
  readonly notes: readonly string[];
}

const longestBar = 40;
const shortestBar = 6;

/**
 * One line of progress that fits a terminal: label, bar, counts and as many notes as there is room for. On a narrow
 * terminal, first the bar becomes shorter, then notes are dropped, then the bar. Counts are never cut.
 *
 * @param columns of the terminal; the last one stays empty, since some terminals wrap there
 * @example progressLine({ label: "files", done: 30, total: 120, notes: ["3 s left"] }, 40) // "files    ████░░░░░░░░░  30/120  3 s left"
 */
export function progressLine({ label, done, total, notes }: ProgressFacts, columns: number): string {
  const room = columns - 1;
  const counts = `${String(done).padStart(String(total).length)}/${total}`;
  const head = label.padEnd(8);
  for (let kept = notes.length; kept >= 0; kept--) {
    const tail = [counts, ...(kept === 0 ? [] : [notes.slice(0, kept).join(", ")])].join("  ");
    const width = Math.min(longestBar, room - head.length - tail.length - 2);
    // With notes the bar may be short; but a readable bar is worth more than a second note.
    if (width >= (kept > 1 ? 2 * shortestBar : shortestBar)) return `${head} ${bar(done, total, width)} ${tail}`;
  }
  return `${label} ${counts}`.slice(0, Math.max(counts.length, room)).trim();
}

function bar(done: number, total: number, width: number): string {
  const full = total === 0 ? 0 : Math.min(width, Math.floor((done / total) * width));
  return "█".repeat(full) + "░".repeat(width - full);
}

/** Rounded up, so that unfinished work never shows "0 s". */
export function describeSeconds(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 5_400) return `${Math.ceil(seconds / 60)} min`;
  return `${(seconds / 3_600).toFixed(1)} h`;
}
