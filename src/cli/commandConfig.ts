import { type Config, readConfig } from "../shared/config.js";

/** The command's global options as environment variables. */
const given: Record<string, string> = {};

/** Lets the command's global options take precedence over the environment. */
export function useGlobalOptions(options: { readonly signRequest: boolean; readonly requestPayer?: boolean }): void {
  if (!options.signRequest) given["SER_S3_NO_SIGN_REQUEST"] = "true";
  if (options.requestPayer === true) given["SER_S3_REQUEST_PAYER"] = "true";
}

/** The configuration of this command: its environment and its global options. @throws ConfigError as readConfig */
export function commandConfig(): Config {
  return readConfig({ ...process.env, ...given });
}
