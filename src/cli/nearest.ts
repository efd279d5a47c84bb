/**
 * The word that a mistyped one most likely stands for; undefined if none is close.
 *
 * @example nearest("--ouput", ["--out", "--output", "--run"]) // "--output"
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const distances = known.map((candidate) => ({ candidate, distance: editDistance(word, candidate) }));
  const limit = Math.max(1, Math.min(3, Math.floor(word.replace(/^-+/, "").length / 2)));
  // Prefers the common prefix among equally close words: --out for --ou rather than --no.
  const rank = ({ candidate, distance }: { candidate: string; distance: number }): number =>
    distance - (candidate.startsWith(word) || word.startsWith(candidate) ? 0.5 : 0);
  return distances.filter(({ distance }) => distance <= limit).sort((a, b) => rank(a) - rank(b))[0]?.candidate;
}

/**
 * Damerau-Levenshtein distance: insertions, deletions, substitutions and transpositions of neighbours (each pair once).
 */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let least = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, before[j - 2]! + 1);
      row.push(least);
    }
    before = last;
    last = row;
  }
  return last[b.length]!;
}
