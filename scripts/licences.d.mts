/** The exports of scripts/licences.mjs that its test uses. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
}
interface LockedPackage {
  readonly version?: string;
  readonly license?: string | undefined;
  readonly dev?: boolean;
}
export function installedLicences(lock: {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}): InstalledPackage[];
export function licenceProblems(packages: readonly InstalledPackage[]): string[];
