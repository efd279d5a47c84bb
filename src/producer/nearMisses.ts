/** A name in the labels file and the file that it may mean. */
export interface NearMiss {
  readonly label: string;
  readonly file: string;
}

/** Maximum number of typing errors. */
const maxEdits = 2;

/**
 * Pairs labels without a file with the files without a label that they may mean: equal except for case, extension or
 * folder, or at most two edits apart.
 *
 * @example nearMisses(["anna_hapy.wav"], ["anna_happy.wav"]) // [{ label: "anna_hapy.wav", file: "anna_happy.wav" }]
 */
export function nearMisses(labels: readonly string[], files: readonly string[]): NearMiss[] {
  const stems = new Map(files.map((file) => [stem(file), file]));
  return labels.flatMap((label) => {
    const own = stem(label);
    const file = stems.get(own) ?? [...stems].find(([other]) => isWithin(own, other, maxEdits))?.[1];
    return file === undefined ? [] : [{ label, file }];
  });
}

function stem(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  const dot = name.lastIndexOf(".");
  return dot > 0 ? name.slice(0, dot) : name;
}

/** Whether two strings are at most `max` insertions, deletions and replacements apart (Levenshtein). */
function isWithin(a: string, b: string, max: number): boolean {
  if (Math.abs(a.length - b.length) > max || Math.min(a.length, b.length) <= max) return false;
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++)
      current[j] = Math.min(previous[j]! + 1, current[j - 1]! + 1, previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    if (Math.min(...current) > max) return false;
    previous = current;
  }
  return previous[b.length]! <= max;
}
