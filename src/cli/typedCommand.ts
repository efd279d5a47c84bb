import { basename } from "node:path";

/**
 * The command that started this process, ready to paste into a shell.
 *
 * @param argv as process.argv: Node, the script, the arguments
 * @example typedCommand(["node", "/usr/bin/ser", "run", "my voices", "--out", "o"]) // "ser run 'my voices' --out o"
 */
export function typedCommand([, script = "ser", ...args]: readonly string[]): string {
  return [...programOf(script), ...args].map(quoted).join(" ");
}

/** npx links the program into its own node_modules, or runs the project's copy. */
function programOf(script: string): string[] {
  const name = basename(script);
  const isBin = name === "ser" || name === "speech-emotion-workers";
  if (isBin) return /[/\\]node_modules[/\\]\.bin[/\\]/.test(script) ? ["npx", name] : [name];
  return ["npx", "ser"];
}

/** As POSIX shells read it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
