import type { Command } from "commander";
import { UsageError } from "../shared/errors.js";
import { nearest } from "./nearest.js";

/**
 * Rejects commands and options that do not exist, before any other check of the command line: `--ouput x` is a typo,
 * not a missing `--out`.
 *
 * @param args without Node and the script
 * @throws UsageError with the word and the most likely intended one
 */
export function rejectUnknownWords(program: Command, args: readonly string[]): void {
  let command = program;
  const path: Command[] = [program];
  for (let i = 0; i < args.length; i++) {
    const word = args[i]!;
    if (word === "--") return;
    if (isOption(word)) {
      const option = optionOf(path, word);
      if (option === undefined) throw unknownOption(path, word);
      if (option.takesValue && !word.includes("=") && (word.startsWith("--") || word.length === 2)) i += 1;
      continue;
    }
    if (command.commands.length === 0) continue; // an argument
    const next = command.commands.find((one) => one.name() === word || one.aliases().includes(word));
    if (next === undefined) {
      if (word === "help" && command === program) return;
      throw unknownCommand(program, command, word);
    }
    command = next;
    path.push(next);
  }
}

/** A lone hyphen is stdin, a negative number a value. */
function isOption(word: string): boolean {
  return /^-[^\d]/.test(word) && word !== "--";
}

function optionOf(path: readonly Command[], word: string): { takesValue: boolean } | undefined {
  const flag = word.startsWith("--") ? word.replace(/=.*$/s, "") : word.slice(0, 2);
  if (["--help", "-h"].includes(flag)) return { takesValue: false };
  for (const command of path)
    for (const option of command.options)
      if (option.long === flag || option.short === flag) return { takesValue: option.required || option.optional };
  return undefined;
}

function unknownOption(path: readonly Command[], word: string): UsageError {
  const flag = word.replace(/=.*$/s, "");
  const known = path.flatMap(({ options }) => options.filter(({ hidden }) => !hidden).map(({ long }) => long ?? ""));
  return usageError(`unknown option '${flag}'`, nearest(flag, [...known, "--help"]), path);
}

function unknownCommand(program: Command, command: Command, word: string): UsageError {
  const here = command.commands.map((one) => one.name());
  // `ser train` is `ser work train`: also look one level below.
  const below = command.commands.flatMap((one) => one.commands.map((two) => `${one.name()} ${two.name()}`));
  const found = nearest(word, here) ?? below.find((name) => nearest(word, [name.split(" ")[1]!]) !== undefined);
  return usageError(`unknown command '${word}'`, found, command === program ? [program] : [program, command]);
}

function usageError(problem: string, suggestion: string | undefined, path: readonly Command[]): UsageError {
  const command = path.map((one) => one.name()).join(" ");
  const hint = suggestion === undefined ? "" : `\n(Did you mean ${suggestion}?)`;
  return new UsageError(`${problem}${hint}\n(run ${command} --help for usage)`);
}
