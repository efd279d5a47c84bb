/** What to do where a process may not open another file. */
export const moreFiles = "Allow this program more open files: ulimit -n 1024";

export function isOutOfFiles(error: unknown): boolean {
  return ["EMFILE", "ENFILE"].includes(String((error as NodeJS.ErrnoException | null)?.code));
}
