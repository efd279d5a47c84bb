import { createRequire } from "node:module";
import { InputError } from "../shared/errors.js";

/** A decoder from a package that need not be installed. */
export interface OptionalDecoder<T> {
  readonly module: T;
  /** the package and its version, noted with what it decoded: "@audio/decode-aac 1.6.0" */
  readonly name: string;
}

/**
 * Loads a decoder when it is first needed; a program that meets only WAVE files never does.
 *
 * @param sound what it decodes, for the message
 * @param load  imports the package
 * @returns a function that gives the decoder, the same at each call
 */
export function optionalDecoder<T>(
  packageName: string,
  sound: string,
  load: () => Promise<T>,
): () => Promise<OptionalDecoder<T>> {
  let loading: Promise<OptionalDecoder<T>> | undefined;
  return async () => {
    loading ??= load().then(
      (module) => ({ module, name: `${packageName} ${versionOf(packageName)}` }),
      (error: unknown) => {
        loading = undefined; // it may be installed while this program runs
        throw (error as NodeJS.ErrnoException).code === "ERR_MODULE_NOT_FOUND"
          ? missing(packageName, sound, error)
          : error;
      },
    );
    return loading;
  };
}

function missing(packageName: string, sound: string, cause: unknown): InputError {
  const message = `${sound} is decoded by an optional package that is not installed here: npm install ${packageName}`;
  return new InputError("decoder-missing", message, { cause });
}

function versionOf(packageName: string): string {
  const manifest = createRequire(import.meta.url)(`${packageName}/package.json`) as { version?: unknown };
  return String(manifest.version);
}
