import { retry } from "../producer/retry.js";
import { stopSignal } from "../shared/process/lifecycle.js";
import { exitCodes } from "./failure.js";
import { withRedisOf } from "./session.js";
import { print } from "./say.js";

export interface RetryOptions {
  /** codes, separated by commas */
  readonly code?: string;
  /** directory of a `ser run` */
  readonly from?: string;
}

/** `ser retry`: returns the exit code, 1 where there was nothing to try again. */
export async function retryCommand(name: string, { code, from }: RetryOptions): Promise<number> {
  const codes = code?.split(",").map((part) => part.trim());
  const files = await withRedisOf(from, async (services) => {
    const stop = stopSignal(() => services.logger.info("stopping; run the same command to resume"));
    return retry(services, name, codes, stop);
  });
  const which = codes === undefined ? "" : ` with code ${codes.join(" or ")}`;
  if (files === 0) print(`run ${name}: no file${which} to retry\n`);
  else {
    const next = from === undefined ? "" : "; run the same `ser run` to process them";
    print(`run ${name}: ${files} ${files === 1 ? "file" : "files"} enqueued again${next}\n`);
  }
  return files === 0 ? exitCodes.failure : 0;
}
