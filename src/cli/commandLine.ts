/** The command as it could be typed again: "ser run data/ravdess --out out". */
export function commandLine(words: readonly string[] = process.argv.slice(2)): string {
  return ["ser", ...words.map(quoted)].join(" ");
}

/** A word as a POSIX shell reads it back. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
