import type { Scenario } from "./scenario.js";
import { changingFiles } from "./scenarios/changingFiles.js";
import { skewedClocks } from "./scenarios/clocks.js";
import { dyingWorker } from "./scenarios/dyingWorker.js";
import { failover } from "./scenarios/failover.js";
import { fullDisk } from "./scenarios/fullDisk.js";
import { killedRun } from "./scenarios/killedRun.js";
import { killedWorkers } from "./scenarios/killedWorkers.js";
import { stoppedProducer } from "./scenarios/lateProducer.js";
import { lostRedis } from "./scenarios/lostRedis.js";
import { repairedFiles } from "./scenarios/repairedFiles.js";
import { strangeNames } from "./scenarios/names.js";
import { partition } from "./scenarios/partition.js";
import { poison } from "./scenarios/poison.js";
import { powerLoss } from "./scenarios/powerLoss.js";
import { killedProducer } from "./scenarios/producers.js";
import { cutConnections, killedRedis, pausedRedis } from "./scenarios/redisFaults.js";
import { evictingRedis, flushedRedis, fullRedis } from "./scenarios/redisMemory.js";
import { killedRetries } from "./scenarios/retries.js";
import { deniedObjects, repeatingPage, stalledRejection } from "./scenarios/s3Answers.js";
import { s3Faults, s3WrongBytes } from "./scenarios/s3Faults.js";
import { shortCommands } from "./scenarios/shortCommands.js";
import { smallRun } from "./scenarios/smallRun.js";
import { twoRuns } from "./scenarios/twoRuns.js";
import { versionSkew } from "./scenarios/versions.js";

/** All scenarios in the order in which they run; `soak` (soak.ts) runs alone. */
export const scenarios: readonly Scenario[] = [
  killedWorkers,
  killedRun,
  killedProducer,
  killedRedis,
  cutConnections,
  pausedRedis,
  partition,
  versionSkew,
  powerLoss,
  failover,
  fullRedis,
  evictingRedis,
  flushedRedis,
  stoppedProducer,
  dyingWorker,
  stalledRejection,
  deniedObjects,
  repeatingPage,
  changingFiles,
  killedRetries,
  lostRedis,
  fullDisk,
  s3Faults,
  s3WrongBytes,
  repairedFiles,
  poison,
  strangeNames,
  skewedClocks,
  smallRun,
  shortCommands,
  twoRuns,
];
