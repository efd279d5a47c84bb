/** The command as a user would type it: "ser run data/ravdess --out out". */
export function commandLine(words: readonly string[] = process.argv.slice(2)): string {
  return ["ser", ...words.map(quoted)].join(" ");
}

/** Quotes a word for a POSIX shell. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
