/** An assertion of a scenario failed; the message says which, with the numbers. */
export class ChaosError extends Error {
  override readonly name = "ChaosError";
}

/** @throws ChaosError with the complaint unless the condition holds */
export function check(condition: boolean, complaint: () => string): void {
  if (!condition) throw new ChaosError(complaint());
}
