/**
 * From here on, files and directories that this process makes are for its user alone: results name people's recordings and
 * say how these sound.
 */
export function keepFilesPrivate(): void {
  process.umask(0o077);
}
