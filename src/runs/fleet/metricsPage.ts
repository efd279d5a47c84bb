import { redisNow } from "../../shared/redis/clock.js";
import { withTimeout } from "../../shared/async/withTimeout.js";
import { TransientError } from "../../shared/errors.js";
import type { Logger } from "../../shared/logger.js";
import type { RedisClient } from "../../shared/redis/connectRedis.js";
import type { Services } from "../services.js";
import { FleetMetrics } from "./fleetMetrics.js";
import { FleetWatch } from "./fleetView.js";
import { WorkMetrics } from "../telemetry/workMetrics.js";

/** Redis is queried at most this often, however often the page is requested. */
const lookEveryMs = 1_000;

/** Time limit for the Redis queries: the page must be served before Prometheus times out, after 10 s. */
const lookWithinMs = 3_000;

/** The /metrics page: this process's counters and the fleet's state. Holds no file keys and no addresses. */
export class MetricsPage {
  readonly #work: WorkMetrics;
  readonly #fleet: FleetMetrics;
  readonly #watch: FleetWatch;
  readonly #redis: RedisClient;
  readonly #logger: Logger;
  #looking: Promise<void> | undefined;
  #lookedAt = -Infinity;

  /**
   * @param work      the process's counters. @defaultValue Node's standard process metrics
   * @param namesRuns whether the page may show the names of runs
   */
  constructor(services: Services, work = new WorkMetrics(), namesRuns = true) {
    this.#work = work;
    this.#fleet = new FleetMetrics(work.registry, namesRuns);
    this.#watch = new FleetWatch(services);
    this.#redis = services.address.redis;
    this.#logger = services.logger;
  }

  get contentType(): string {
    return this.#work.registry.contentType;
  }

  async text(): Promise<string> {
    if (performance.now() - this.#lookedAt >= lookEveryMs)
      this.#looking ??= this.#look().finally(() => (this.#looking = undefined));
    await this.#looking;
    return this.#work.registry.metrics();
  }

  async close(): Promise<void> {
    await this.#looking;
    await this.#watch.close();
  }

  async #look(): Promise<void> {
    try {
      // On a broken connection, commands would wait and accumulate with every scrape.
      if (this.#redis.status !== "ready") throw new TransientError("no connection to Redis");
      const now = await withTimeout(redisNow(this.#redis), lookWithinMs);
      this.#fleet.show(await withTimeout(this.#watch.look(now), lookWithinMs), now);
    } catch (error) {
      this.#logger.debug({ error: String(error) }, "could not read the fleet's state for /metrics");
      this.#fleet.showNothing();
    } finally {
      this.#lookedAt = performance.now();
    }
  }
}
