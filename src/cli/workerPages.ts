import { withTimeout } from "../shared/async/withTimeout.js";
import type { Services } from "../runs/services.js";
import { MetricsPage } from "../runs/fleet/metricsPage.js";
import { startMetricsServer, type MetricsAddress } from "../shared/telemetry/metricsServer.js";
import type { WorkMetrics } from "../runs/telemetry/workMetrics.js";

/** Time limit for Redis's reply to the health check. */
const pingWithinMs = 3_000;

/**
 * Serves a worker's /metrics and /healthz while it runs.
 *
 * @throws ConfigError if the port is not available
 */
export async function withWorkerPages(
  services: Services,
  metrics: WorkMetrics,
  address: MetricsAddress,
  work: () => Promise<void>,
): Promise<void> {
  const page = new MetricsPage(services, metrics);
  try {
    const server = await startMetricsServer(address, {
      contentType: page.contentType,
      text: async () => page.text(),
      answer: async () => withTimeout(services.address.redis.ping(), pingWithinMs),
    });
    services.logger.info({ url: `${server.url}/metrics` }, "serving metrics");
    await work().finally(async () => server.close());
  } finally {
    await page.close();
  }
}
