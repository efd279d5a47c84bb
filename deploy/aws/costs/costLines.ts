import { prices } from "./prices.js";
import { filesPerSecOfMachine, rates, type Workload } from "./workloads.js";

/** A line of a bill. */
export interface CostLine {
  readonly item: string;
  /** how the sum is computed, in words and numbers */
  readonly arithmetic: string;
  readonly usd: number;
}

/** Hours paid for in addition to the work: creating and deleting the stack; a machine's start and its ten idle minutes. */
const stackOverheadHours = 0.75;
const machineOverheadHours = 15 / 60;

/** The default grid for three sets takes 14 s on two cores. */
const trainingHours = 0.05;

const endpoints = 6;

/** Working time of the fleet: the time for the files or for their listing, whichever is longer. */
export function extractionHours({ keys, wavs, machines, listings }: Workload): number {
  const perMachine = Math.min(filesPerSecOfMachine.byProcessors, filesPerSecOfMachine.byNetwork);
  const fetching = wavs / (machines * perMachine);
  const listing = keys / (listings * rates.listedKeysPerSec);
  return Math.max(fetching, listing) / 3_600;
}

/** The cost of a run from `cdk deploy` to `cdk destroy`, without storage of the recordings. */
export function costLines(workload: Workload): CostLine[] {
  const { keys, wavs, machines, filesPerJob, trainMachines } = workload;
  const work = extractionHours(workload);
  const stack = work + trainMachines * (trainingHours + machineOverheadHours) + stackOverheadHours;
  const spotHours = machines * (work + machineOverheadHours) + trainMachines * (trainingHours + machineOverheadHours);
  const pages = Math.ceil(keys / rates.pageSize);
  const jobs = Math.ceil(wavs / filesPerJob);
  const hourly = (item: string, price: number, count = 1): CostLine => ({
    item,
    arithmetic: `${count === 1 ? "" : `${count} × `}${hours(stack)} h × ${price.toFixed(4)}`,
    usd: count * stack * price,
  });
  return [
    {
      item: "S3: listing",
      arithmetic: `${whole(pages)} pages × 0.005/1000`,
      usd: pages * prices.put,
    },
    {
      item: "S3: fetching",
      arithmetic: `${whole(wavs)} GET × 0.0004/1000; the bytes are free within the region`,
      usd: wavs * prices.get,
    },
    {
      item: "S3: rows",
      arithmetic: `${whole(jobs)} PUT (${filesPerJob} files each) × 0.005/1000`,
      usd: jobs * prices.put,
    },
    {
      item: "spot machines",
      arithmetic:
        `${machines} × (${hours(work)} + ${hours(machineOverheadHours)}) h` +
        (trainMachines === 0
          ? ""
          : ` + ${trainMachines} × (${hours(trainingHours)} + ${hours(machineOverheadHours)}) h`) +
        ` = ${hours(spotHours)} h × ${(prices.spotMachineHour + prices.diskHour).toFixed(4)}`,
      usd: spotHours * (prices.spotMachineHour + prices.diskHour),
    },
    hourly("control host", prices.controlHostHour + prices.diskHour),
    hourly("Redis", prices.redisHour),
    hourly("interface endpoints", prices.endpointHour, endpoints),
    hourly("load balancer, if any", prices.balancerHour),
    hourly("metrics, alarms, secrets", prices.watchingHour),
  ];
}

export function total(lines: readonly CostLine[]): number {
  return lines.reduce((sum, { usd }) => sum + usd, 0);
}

/** USD per month for storing the recordings, with or without a fleet. */
export function storageUsdPerMonth({ bytes }: Workload): number {
  return (bytes / 1e9) * prices.storageGbMonth;
}

export function hours(value: number): string {
  return value.toFixed(value < 0.1 ? 3 : 2);
}

export function whole(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}
