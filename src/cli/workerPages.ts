import { inTime } from "../shared/inTime.js";
import type { Services } from "../shared/services.js";
import { MetricsPage } from "../shared/telemetry/metricsPage.js";
import { startMetricsServer, type MetricsAddress } from "../shared/telemetry/metricsServer.js";
import type { WorkMetrics } from "../shared/telemetry/workMetrics.js";

/** So long Redis may take to say that it is there. */
const pingWithinMs = 3_000;

/**
 * Serves a worker's /metrics and /healthz until it is closed.
 *
 * @throws ConfigError if the port cannot be had
 */
export async function serveWorkerPages(
  services: Services,
  metrics: WorkMetrics,
  address: MetricsAddress,
): Promise<{ close(): Promise<void> }> {
  const page = new MetricsPage(services, metrics);
  const server = await startMetricsServer(address, {
    contentType: page.contentType,
    text: async () => page.text(),
    answer: async () => inTime(services.address.redis.ping(), pingWithinMs),
  });
  services.logger.info({ url: `${server.url}/metrics` }, "metrics are served");
  return {
    async close() {
      await server.close();
      await page.close();
    },
  };
}
