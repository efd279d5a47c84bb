/** Advice for when the process has too many open files. */
export const moreFiles = "Allow this program more open files: ulimit -n 1024";

export function isOutOfFiles(error: unknown): boolean {
  return ["EMFILE", "ENFILE"].includes(String((error as NodeJS.ErrnoException | null)?.code));
}

/** Loading the program takes about 50 open files. */
const enoughToLoad = 256;

/**
 * Whether modules failed to load because of too many open files. If Node's resolver cannot open a package's files, it
 * may report that the package cannot be found: with a low limit, that is the cause.
 */
export function isOutOfFilesWhileLoading(error: unknown): boolean {
  const isMissing = (error as NodeJS.ErrnoException | null)?.code === "ERR_MODULE_NOT_FOUND";
  return isOutOfFiles(error) || (isMissing && openFilesAllowed() < enoughToLoad);
}

function openFilesAllowed(): number {
  const { userLimits } = process.report.getReport() as unknown as {
    readonly userLimits?: { readonly open_files?: { readonly soft: number | "unlimited" } };
  };
  return Number(userLimits?.open_files?.soft ?? "unlimited") || Infinity;
}
