/**
 * From here on, files and directories created by this process are accessible only to its user: results contain the
 * names of people's recordings and their emotions.
 */
export function keepFilesPrivate(): void {
  process.umask(0o077);
}
