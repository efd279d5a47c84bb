import { startDashboard, type DashboardSettings, type RunningDashboard } from "../../src/dashboard/main.js";
import { openServices, type Services } from "../../src/runs/services.js";
import type { UploadSettings } from "../../src/runs/uploads/uploadStore.js";
import { silentLogger } from "./logger.js";
import { testRedis } from "./redis.js";

export interface BareDashboard {
  readonly services: Services;
  readonly dashboard: RunningDashboard;
  /** its address for a browser on this machine, whatever interface it is bound to */
  readonly url: string;
  close(): Promise<void>;
}

/** On loopback, without a login, on any free port; runs cannot be started. */
const usual: DashboardSettings = {
  host: "127.0.0.1",
  port: 0,
  login: undefined,
  readOnly: false,
  maxUploadBytes: 1_000_000,
  allowedSources: undefined,
  version: "0.0.0",
};

/** A dashboard with its own Redis prefix: no runs, no models, no workers. */
export async function bareDashboard(
  given: Partial<DashboardSettings> = {},
  uploads: UploadSettings = {},
): Promise<BareDashboard> {
  const { url, prefix } = await testRedis();
  const services = await openServices(url, prefix, silentLogger, { uploads });
  const dashboard = await startDashboard(services, { ...usual, ...given });
  return {
    services,
    dashboard,
    url: dashboard.url.replace("0.0.0.0", "127.0.0.1"),
    async close() {
      await dashboard.close();
      await services.close();
    },
  };
}
