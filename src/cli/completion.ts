import type { Command } from "commander";
import { choicesOf } from "./help.js";

export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

/** The words that may follow a command on the command line. */
interface Place {
  /** such as "" or "work extract" */
  readonly path: string;
  readonly commands: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly {
    readonly flag: string;
    readonly description: string;
    readonly takesValue: boolean;
    readonly choices: readonly string[];
  }[];
}

/** The script that completes the commands, options and choices of `ser` in a shell, and files everywhere else. */
export function completionScript(program: Command, shell: Shell): string {
  const places = placesOf(program, "");
  switch (shell) {
    case "bash":
      return bash(places);
    case "zsh":
      return zsh(places);
    case "fish":
      return fish(places);
  }
}

function placesOf(command: Command, path: string): Place[] {
  const place: Place = {
    path,
    commands: command.commands.map((one) => ({ name: one.name(), description: one.description() })),
    options: command.options
      .filter(({ hidden }) => !hidden)
      .map((option) => ({
        flag: option.long!,
        description: option.description,
        takesValue: option.required,
        choices: choicesOf(option).choices,
      })),
  };
  return [
    place,
    ...command.commands.flatMap((one) => placesOf(one, path === "" ? one.name() : `${path} ${one.name()}`)),
  ];
}

/** The part that bash and zsh share: cases over the path of commands typed so far. */
function cases(places: readonly Place[]): { paths: string; choices: string; commands: string; options: string } {
  const line = (pattern: string, action: string): string => `    ${quoted(pattern)}) ${action} ;;\n`;
  return {
    paths: places
      .filter(({ path }) => path !== "")
      .map(({ path }) => quoted(path))
      .join("|"),
    choices: places
      .flatMap(({ path, options }) =>
        options
          .filter(({ choices }) => choices.length > 0)
          .map(({ flag, choices }) => line(`${path}:${flag}`, `found=${quoted(choices.join(" "))}`)),
      )
      .join(""),
    commands: places
      .filter(({ commands }) => commands.length > 0)
      .map(({ path, commands }) => line(path, `found=${quoted(commands.map(({ name }) => name).join(" "))}`))
      .join(""),
    options: places
      .map(({ path, options }) =>
        line(path, `found=${quoted([...options.map(({ flag }) => flag), "--help"].join(" "))}`),
      )
      .join(""),
  };
}

function bash(places: readonly Place[]): string {
  const { paths, choices, commands, options } = cases(places);
  return `# bash completion of ser
_ser() {
  local word at="" found="" i current="\${COMP_WORDS[COMP_CWORD]}"
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${at:+$at }\${COMP_WORDS[i]}"
    case "$word" in ${paths}) at="$word" ;; esac
  done
  case "$at:\${COMP_WORDS[COMP_CWORD - 1]}" in
${choices}  esac
  if [[ -z $found && $current == -* ]]; then
    case "$at" in
${options}    esac
  elif [[ -z $found ]]; then
    case "$at" in
${commands}    esac
  fi
  COMPREPLY=($(compgen -W "$found" -- "$current"))
}
complete -o default -F _ser ser speech-emotion-workers
`;
}

function zsh(places: readonly Place[]): string {
  const { paths, choices, commands, options } = cases(places);
  return `#compdef ser speech-emotion-workers
_ser() {
  local word at="" found="" current="\${words[CURRENT]}" i
  for ((i = 2; i < CURRENT; i++)); do
    word="\${at:+$at }\${words[i]}"
    case "$word" in ${paths}) at="$word" ;; esac
  done
  case "$at:\${words[CURRENT - 1]}" in
${choices}  esac
  if [[ -z $found && $current == -* ]]; then
    case "$at" in
${options}    esac
  elif [[ -z $found ]]; then
    case "$at" in
${commands}    esac
  fi
  if [[ -n $found ]]; then compadd -- \${=found}; else _files; fi
}
compdef _ser ser speech-emotion-workers
`;
}

function fish(places: readonly Place[]): string {
  const lines = places.flatMap(({ path, commands, options }) => {
    const seen = path.split(" ").filter((word) => word !== "");
    const isHere = seen.map((word) => `__fish_seen_subcommand_from ${word}`);
    const below = commands.map(({ name }) => name).join(" ");
    const condition = [...isHere, ...(below === "" ? [] : [`not __fish_seen_subcommand_from ${below}`])].join("; and ");
    const when = condition === "" ? "" : ` -n ${quoted(condition)}`;
    return [
      ...commands.map(({ name, description }) => `complete -c ser${when} -f -a ${name} -d ${quoted(description)}`),
      ...options.map(({ flag, description, takesValue, choices }) => {
        const value = choices.length > 0 ? ` -x -a ${quoted(choices.join(" "))}` : takesValue ? " -r" : "";
        return `complete -c ser${when} -l ${flag.slice(2)}${value} -d ${quoted(description)}`;
      }),
    ];
  });
  return `# fish completion of ser\n${lines.join("\n")}\n`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "")}'`;
}
