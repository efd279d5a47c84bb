/** What `ser doctor` found in one place. */
export interface Finding {
  readonly subject: string;
  /** wrong: it does not work as it is; note: worth knowing */
  readonly state: "ok" | "note" | "wrong";
  readonly found: string;
  /** the command or change that mends it */
  readonly remedy?: string;
}

/** A finding a line, its remedy on the next. */
export function describeFindings(findings: readonly Finding[]): string {
  return findings
    .map(
      ({ state, subject, found, remedy }) =>
        `${state.padEnd(5)}  ${subject.padEnd(9)}  ${found}\n${remedy === undefined ? "" : `${" ".repeat(18)}mend it: ${remedy}\n`}`,
    )
    .join("");
}
