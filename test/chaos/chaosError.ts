/** An assertion of a scenario failed; the message says which, with the numbers. */
export class ChaosError extends Error {
  override readonly name = "ChaosError";
}

/** @throws ChaosError with the complaint unless the condition holds */
export function promise(isKept: boolean, complaint: () => string): void {
  if (!isKept) throw new ChaosError(complaint());
}
