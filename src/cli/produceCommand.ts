import { setFlagsFromString } from "node:v8";
import { choiceWords } from "../producer/chosenSettings.js";
import { produce } from "../producer/main.js";
import type { AskedSettings } from "../runs/jobs.js";
import { commandConfig } from "./commandConfig.js";
import { stopSignal } from "../shared/process/lifecycle.js";
import { commandLine } from "./commandLine.js";
import { exitCodes } from "./failure.js";
import { warnOfRedisSettings } from "./redisWarnings.js";
import { withServices } from "./session.js";
import { print } from "./say.js";
import { settingsWithEmbedding } from "./settingsWithEmbedding.js";

/**
 * A listing creates much garbage and retains little. V8 lets the heap grow to several times the retained size before it
 * collects; it reads this limit at each collection. A fifth is enough: 160 MB instead of 210, at the same speed.
 */
const heapGrowth = "--heap-growing-percent=20";

/** `ser produce`: returns the exit code. */
export async function produceCommand(
  name: string,
  asked: AskedSettings,
  { followLinks, embedding }: { readonly followLinks?: boolean; readonly embedding?: string } = {},
): Promise<number> {
  const settings = await settingsWithEmbedding(asked, embedding, commandConfig().embedding);
  setFlagsFromString(heapGrowth);
  return withServices(
    async (services) => {
      await warnOfRedisSettings(services);
      const stop = stopSignal(() => services.logger.info("stopping after this page; run the same command to resume"));
      const listing = await produce(services, name, settings, stop, commandLine());
      if (listing.wasComplete) {
        print(
          `run ${name} is complete: ${listing.queued} files were processed; nothing to do (use another --run to list it again)\n`,
        );
        return 0;
      }
      const choice = choiceWords(listing.settings);
      const taken = Object.entries(listing.modalities).map(([modality, count]) => `${count} ${modality}`);
      const skipped = Object.entries(listing.skipped).map(([reason, count]) => `, ${count} skipped (${reason})`);
      const reused = listing.reused === 0 ? "" : `, ${listing.reused} reused from earlier runs`;
      print(
        `run ${name}: ${listing.listed} files listed, ${listing.queued} enqueued${taken.length === 0 ? "" : ` (${taken.join(", ")})`}${reused}${skipped.join("")}\n${choice === undefined ? "" : `run ${name}: ${choice}\n`}`,
      );
      return listing.complete ? 0 : exitCodes.interrupted;
    },
    { followLinks },
  );
}
