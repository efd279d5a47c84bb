import { retry } from "../producer/retry.js";
import { stopSignal } from "../shared/process/lifecycle.js";
import { exitCodes } from "./failure.js";
import { withRun } from "./runPlace.js";
import { print } from "./say.js";

export interface RetryOptions {
  /** codes, separated by commas */
  readonly code?: string;
  /** output directory of a `ser run` */
  readonly out?: string | undefined;
}

/** `ser retry`: returns the exit code, 1 if there was nothing to retry. */
export async function retryCommand(run: string | undefined, { code, out }: RetryOptions): Promise<number> {
  const codes = code?.split(",").map((part) => part.trim());
  const { name, files } = await withRun({ run, out }, async (services, found) => {
    const stop = stopSignal(() => services.logger.info("stopping; run the same command to resume"));
    return { name: found, files: await retry(services, found, codes, stop) };
  });
  const which = codes === undefined ? "" : ` with code ${codes.join(" or ")}`;
  if (files === 0) print(`run ${name}: no file${which} to retry\n`);
  else {
    const next = out === undefined ? "" : "; run the same `ser run` to process them";
    print(`run ${name}: ${files} ${files === 1 ? "file" : "files"} enqueued again${next}\n`);
  }
  return files === 0 ? exitCodes.failure : 0;
}
