import type { Logger } from "../shared/logger.js";
import type { ObjectStore } from "../shared/objects/objectStore.js";
import type { LostWorkPorts } from "../runs/lostWork.js";
import type { RunQueues } from "../runs/queues/runQueues.js";
import type { FeatureStoreFactory } from "../runs/rows/featureStoreFactory.js";
import type { RunStore } from "../runs/runStore.js";

/** What a listing job works with. */
export interface ListingPorts {
  readonly runs: RunStore;
  readonly queues: Pick<
    RunQueues,
    "addExtractJobs" | "hasExtractJobs" | "dropRemains" | "waitingExtractJobs" | keyof LostWorkPorts["queues"]
  >;
  readonly features: FeatureStoreFactory;
  readonly openStore: (source: string) => Promise<ObjectStore>;
  readonly logger: Logger;
  /** abort it to stop: the listing job is requeued between two pages */
  readonly stop: AbortSignal;
}
