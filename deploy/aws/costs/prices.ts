/**
 * List prices in USD, region us-east-1, without taxes and free tiers: ASSUMED, from memory of 2025, on a machine that
 * could not look them up. Check them at https://aws.amazon.com/pricing before you rely on a sum, and change them here.
 */
export const prices = {
  /** c6i.xlarge on demand is 0.17; spot is usually a third to a half of that */
  spotMachineHour: 0.07,
  /** t3.small, on demand */
  controlHostHour: 0.0208,
  /** gp3, 8 GB per machine at 0.08 per GB and month */
  diskHour: (8 * 0.08) / 730,
  /** cache.t4g.small with Valkey, one node */
  redisHour: 0.0256,
  /** an interface endpoint in one zone */
  endpointHour: 0.01,
  /** an application load balancer, one capacity unit and two public addresses */
  balancerHour: 0.0225 + 0.008 + 2 * 0.005,
  /** 8 metrics at 0.30, about 25 metrics under alarm at 0.10, 2 secrets at 0.40, each per month */
  watchingHour: (8 * 0.3 + 25 * 0.1 + 2 * 0.4) / 730,
  get: 0.0004 / 1_000,
  /** LIST and PUT */
  put: 0.005 / 1_000,
  storageGbMonth: 0.023,
} as const;
