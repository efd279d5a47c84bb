/** A promise that was not kept: says which, with the figures. */
export class ChaosError extends Error {
  override readonly name = "ChaosError";
}

/** @throws ChaosError with the complaint unless the promise is kept */
export function promise(isKept: boolean, complaint: () => string): void {
  if (!isKept) throw new ChaosError(complaint());
}
