import { createRequire } from "node:module";
import { PromiseCache } from "../shared/async/promiseCache.js";
import { InputError } from "../shared/errors.js";

/** A decoder from an optional package. */
export interface OptionalDecoder<T> {
  readonly module: T;
  /** the package and its version, noted with what it decoded: "@audio/decode-aac 1.6.0" */
  readonly name: string;
}

const decoders = new PromiseCache<OptionalDecoder<unknown>>();

/**
 * Loads a decoder's package on first use; a program that reads only WAVE never loads one. A missing package is looked
 * up again at the next call, since it may be installed while the program runs.
 *
 * @param packageName what to import
 * @param format      what it decodes, for the message
 * @param load        imports the package; tests replace it
 * @returns the module, of the type that the caller knows it to have
 * @throws InputError "decoder-missing" if the package is not installed
 */
export async function loadDecoder<T>(
  packageName: string,
  format: string,
  load: (packageName: string) => Promise<unknown> = async (name) => import(name),
): Promise<OptionalDecoder<T>> {
  const decoder = await decoders.get(packageName, async () => loadPackage(packageName, format, load));
  return decoder as OptionalDecoder<T>;
}

async function loadPackage(
  packageName: string,
  format: string,
  load: (packageName: string) => Promise<unknown>,
): Promise<OptionalDecoder<unknown>> {
  try {
    return { module: await load(packageName), name: `${packageName} ${versionOf(packageName)}` };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
    const message = `${format} needs an optional decoder that is not installed here: npm install ${packageName}`;
    throw new InputError("decoder-missing", message, { cause: error });
  }
}

function versionOf(packageName: string): string {
  const manifest = createRequire(import.meta.url)(`${packageName}/package.json`) as { version?: unknown };
  return String(manifest.version);
}
