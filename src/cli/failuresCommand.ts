import { failuresOf } from "../runs/failures.js";
import { withRun } from "./runPlace.js";
import { print } from "./say.js";

export interface FailuresOptions {
  readonly json?: boolean;
  /** output directory of a `ser run` */
  readonly out?: string | undefined;
}

/** `ser failures`: key, code, attempts and message of each file, one line per file or as one JSON document. */
export async function failuresCommand(run: string | undefined, { json = false, out }: FailuresOptions): Promise<void> {
  const { name, failures } = await withRun({ run, out }, async (services, found) => ({
    name: found,
    failures: await failuresOf(services, await services.runs.require(found)),
  }));
  if (json) {
    const document = failures.map(({ key, code, message, attempts }) => ({ key, code, message, attempts }));
    print(`${JSON.stringify(document)}\n`);
    return;
  }
  for (const { key, code, message, attempts } of failures)
    print(`${key}  ${code}  (${triesOf(attempts)})  ${message}\n`);
  if (failures.length === 0) print(`run ${name}: no files were rejected or given up\n`);
}

function triesOf(attempts: number): string {
  if (attempts === 0) return "reused from an earlier run";
  return attempts === 1 ? "1 try" : `${attempts} tries`;
}
