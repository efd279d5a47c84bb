import { ConfigError, InputError, TransientError } from "../errors.js";

/** The meaning of file system errors for a single file. */
const MEANING: Readonly<Record<string, "missing" | "denied" | "transient">> = {
  ENOENT: "missing",
  ENOTDIR: "missing",
  EISDIR: "missing",
  ELOOP: "missing",
  ENAMETOOLONG: "missing",
  EINVAL: "missing",
  EACCES: "denied",
  EPERM: "denied",
  EAGAIN: "transient",
  EBUSY: "transient",
  EIO: "transient",
  EMFILE: "transient",
  ENFILE: "transient",
  ENOSPC: "transient",
  EDQUOT: "transient",
  ESTALE: "transient",
  ETIMEDOUT: "transient",
};

/** @returns the project's error for a file that could not be read or written; unknown errors unchanged */
export function fileError(error: unknown, file: string): unknown {
  const code = errorCode(error);
  switch (MEANING[code]) {
    case "missing":
      return new InputError("missing-object", `${file}: no such file (${code})`, { cause: error });
    case "denied":
      return new InputError("access-denied", `${file}: may not be opened (${code})`, { cause: error });
    case "transient":
      return new TransientError(`${file}: the disk did not respond (${code})`, { cause: error });
    case undefined:
      return error;
  }
}

/**
 * @param directory its path
 * @param source    as the user wrote that path
 * @returns the project's error for a directory that cannot be listed
 */
export function directoryError(error: unknown, directory: string, source = directory): unknown {
  const code = errorCode(error);
  const given: unknown = (error as NodeJS.ErrnoException | null)?.path; // bytes if a name is not UTF-8
  const path = typeof given === "string" ? given : directory;
  const where = path.startsWith(directory) ? `${source}${path.slice(directory.length)}` : source;
  switch (MEANING[code]) {
    case "missing":
      return new ConfigError([`${where}: no such directory (${code})`], { cause: error });
    case "denied":
      return new ConfigError([`${where}: the directory may not be read (${code})`], { cause: error });
    case "transient":
      return new TransientError(`${where}: the disk did not respond (${code})`, { cause: error });
    case undefined:
      return error;
  }
}

function errorCode(error: unknown): string {
  return String((error as NodeJS.ErrnoException | null)?.code);
}
