import { once } from "node:events";
import { exportFeatures, streamFeatures } from "../export/main.js";
import { exportFormatOf, exportFormats, type ExportFormat } from "../features/table/exportFormats.js";
import { UsageError } from "../shared/errors.js";
import { exitCodes } from "./failure.js";
import { withRun } from "./runPlace.js";
import { print, say } from "./say.js";

export interface ExportOptions {
  /** by default the one that the file's name ends in, and csv on stdout */
  readonly format?: ExportFormat;
  /** a file, or - for stdout */
  readonly out: string;
  /** output directory of a `ser run` */
  readonly from?: string;
}

/** `ser export` */
export async function exportCommand(run: string, { format, out, from }: ExportOptions): Promise<void> {
  const isStdout = out === "-";
  const chosen = format ?? (isStdout ? "csv" : exportFormatOf(out));
  if (chosen === undefined)
    throw new UsageError(`--out ${out}: expected a name ending in .${exportFormats.join(", .")}; or say --format`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(exitCodes.interrupted));
  await withRun({ run, out: from }, async (services, name) => {
    const found = await services.runs.require(name);
    if (isStdout) {
      endWithReader();
      await streamFeatures(services.features, found, chosen, process.stdout);
      if (process.stdout.writableNeedDrain) await once(process.stdout, "drain");
      return;
    }
    const rows = await exportFeatures(services.features, found, chosen, out);
    print(`${rows} rows: ${out}\n`);
  });
}

/** A reader such as `head` that has enough closes the pipe: no failure. */
function endWithReader(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    say(`ser: stdout: ${error.message}`);
    process.exit(exitCodes.failure);
  });
}
