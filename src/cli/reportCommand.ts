import { join } from "node:path";
import { keepFilesPrivate } from "../shared/process/privateFiles.js";
import { writeOutputs } from "../localRun/outputs.js";
import { readConfig } from "../shared/config.js";
import { holdsRun, withRun } from "./runPlace.js";
import { print } from "./say.js";

/** `ser report`: of a run in the Redis of REDIS_URL; without it, of the `ser run` whose output directory is named. */
export async function reportCommand(run: string | undefined, outDir: string): Promise<void> {
  keepFilesPrivate();
  const isHere = readConfig().redisUrl === undefined && (await holdsRun(outDir));
  await withRun({ run, out: isHere ? outDir : undefined }, async (services, name) => {
    await writeOutputs(services, name, outDir);
  });
  print(`report: ${join(outDir, "report.html")}\n`);
}
