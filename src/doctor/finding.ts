/** One result of `ser doctor`. */
export interface Finding {
  readonly subject: string;
  /** wrong: it does not work; note: worth knowing */
  readonly state: "ok" | "note" | "wrong";
  readonly found: string;
  /** the command or change that fixes it */
  readonly remedy?: string;
}

/** One finding per line, its remedy on the next. */
export function describeFindings(findings: readonly Finding[]): string {
  return findings
    .map(
      ({ state, subject, found, remedy }) =>
        `${state.padEnd(5)}  ${subject.padEnd(9)}  ${found}\n${remedy === undefined ? "" : `${" ".repeat(18)}fix: ${remedy}\n`}`,
    )
    .join("");
}
