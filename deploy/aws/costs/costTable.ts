import { costLines, extractionHours, hours, storageUsdPerMonth, total, whole } from "./costLines.js";
import { filesPerSecOfMachine, workloads, type Workload } from "./workloads.js";

/** The tables of docs/costs.md, as Markdown. */
export function costTables(): string {
  const { byProcessors, byNetwork } = filesPerSecOfMachine;
  return [
    `One machine: ${whole(byProcessors)} files a second by its processors (4 × 731/2 ÷ 1.31), ${whole(byNetwork)} by its network ` +
      "(1.562 Gbit/s ÷ 8 ÷ 407,566 bytes). The smaller counts.",
    "",
    "| | keys | fetched | machines | time | a run | recordings at rest |",
    "|---|---|---|---|---|---|---|",
    ...workloads.map(summary),
    ...workloads.flatMap(table),
    "",
  ].join("\n");
}

function summary(workload: Workload): string {
  const { name, keys, wavs, machines } = workload;
  const cells = [
    name,
    whole(keys),
    whole(wavs),
    String(machines),
    duration(extractionHours(workload)),
    `**${usd(total(costLines(workload)), 2)} USD**`,
    `${usd(storageUsdPerMonth(workload), 2)} USD a month`,
  ];
  return `| ${cells.join(" | ")} |`;
}

function table(workload: Workload): string[] {
  const lines = costLines(workload);
  return [
    "",
    `### ${workload.name}`,
    "",
    "| | arithmetic | USD |",
    "|---|---|---|",
    ...lines.map(({ item, arithmetic, usd: sum }) => `| ${item} | ${arithmetic} | ${usd(sum, 4)} |`),
    `| **together** | | **${usd(total(lines), 4)}** |`,
  ];
}

function usd(value: number, digits: number): string {
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function duration(value: number): string {
  const seconds = value * 3_600;
  return seconds < 120 ? `${whole(seconds)} s` : seconds < 7_200 ? `${whole(seconds / 60)} min` : `${hours(value)} h`;
}
