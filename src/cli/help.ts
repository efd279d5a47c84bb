import type { Command, Help, Option } from "commander";
import { examples } from "./examples.js";
import type { KnowsChoices } from "./options.js";

/** Groups of options; those not listed here are under "Options". */
const optionGroups: Readonly<Record<string, readonly string[]>> = {
  Input: [
    "--source",
    "--prefix",
    "--dataset",
    "--labels",
    "--exclude-speakers",
    "--only-speakers",
    "--test-speakers",
    "--window",
    "--hop",
    "--emotions",
    "--emotion-map",
    "--emotion",
    "--gender",
    "--seed",
    "--channel",
    "--modality",
    "--keep-duplicates",
    "--max-duration",
    "--follow-links",
    "--max-bytes",
  ],
  Output: [
    "--out",
    "--run",
    "--store",
    "--models",
    "--recompute",
    "--format",
    "--table",
    "--with-text",
    "--to",
    "--json",
  ],
  Features: [
    "--engine",
    "--recipe",
    "--convolutions",
    "--no-convolutions",
    "--noisy-copies",
    "--no-noisy-copies",
    "--embedding",
    "--sample-rate",
  ],
  Training: ["--forest", "--grid", "--protocol", "--no-nested", "--prune-steps"],
  Execution: [
    "--threads",
    "--files-per-job",
    "--max-queued",
    "--drain-sec",
    "--spot",
    "--metrics-port",
    "--no-install-redis",
    "--with-workers",
  ],
};

const commandGroups: Readonly<Record<string, readonly string[]>> = {
  "On one machine": ["quickstart", "run", "predict", "plot", "features"],
  "On many machines": ["produce", "work", "publish-metrics"],
  Results: ["status", "report", "export", "failures", "retry", "models", "speakers", "runs", "compare"],
  "Tools and data": ["labels", "benchmark", "dashboard", "doctor", "synth", "completion"],
};

/** Groups options and commands, shows choices and defaults as a user would type them, and adds the examples. */
export function dressHelp(program: Command): void {
  const dress = (command: Command, path: string): void => {
    command.configureHelp({ showGlobalOptions: true, optionDescription, helpWidth: helpWidth() });
    for (const option of command.options) {
      const group = groupOf(optionGroups, option.long ?? "");
      if (group !== undefined) option.helpGroup(`${group}:`);
    }
    const lines = examples[path];
    if (lines !== undefined)
      command.addHelpText("after", `\nExamples:\n${lines.map((line) => `  ${line}\n`).join("")}`);
    for (const one of command.commands) dress(one, path === "" ? one.name() : `${path} ${one.name()}`);
  };
  dress(program, "");
  for (const command of program.commands) {
    const group = groupOf(commandGroups, command.name());
    if (group !== undefined) command.helpGroup(`${group}:`);
  }
}

/** Between 60 and 120 columns, whatever the terminal's width. */
function helpWidth(): number {
  return Math.max(60, Math.min(120, process.stdout.columns || 100));
}

function groupOf(groups: Readonly<Record<string, readonly string[]>>, name: string): string | undefined {
  return Object.keys(groups).find((group) => groups[group]!.includes(name));
}

function optionDescription(this: Help, option: Option): string {
  const { choices, isList } = choicesOf(option);
  const facts = [
    ...(choices.length === 0 ? [] : [`${isList ? "any of" : "one of"}: ${choices.join(", ")}`]),
    ...(defaultText(option) === undefined ? [] : [`default: ${defaultText(option)!}`]),
  ];
  return facts.length === 0 ? option.description : `${option.description} (${facts.join("; ")})`;
}

/** The values that an option accepts; no choices if it accepts any. */
export function choicesOf(option: Option): KnowsChoices {
  const parse = option.parseArg as (Partial<KnowsChoices> & object) | undefined;
  return { choices: option.argChoices ?? parse?.choices ?? [], isList: parse?.isList === true };
}

/** As a user would type it. */
function defaultText({ defaultValue, defaultValueDescription }: Option): string | undefined {
  if (defaultValueDescription !== undefined) return defaultValueDescription;
  if (Array.isArray(defaultValue)) return defaultValue.join(",");
  if (typeof defaultValue === "string" || typeof defaultValue === "number") return String(defaultValue);
  return undefined;
}
