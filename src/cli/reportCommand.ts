import { join } from "node:path";
import { keepFilesPrivate } from "../shared/process/privateFiles.js";
import { writeOutputs } from "../localRun/outputs.js";
import { withServices } from "./session.js";
import { print } from "./say.js";

/** `ser report` */
export async function reportCommand(run: string, outDir: string): Promise<void> {
  keepFilesPrivate();
  await withServices(
    async (services) => {
      await writeOutputs(services, run, outDir);
    },
    { quiet: true },
  );
  print(`report: ${join(outDir, "report.html")}\n`);
}
