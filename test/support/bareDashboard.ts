import { startDashboard, type DashboardSettings, type RunningDashboard } from "../../src/dashboard/main.js";
import { openServices, type Services } from "../../src/runs/services.js";
import type { UploadSettings } from "../../src/runs/uploads/uploadStore.js";
import { silentLogger } from "./logger.js";
import { testRedis } from "./redis.js";

export interface BareDashboard {
  readonly services: Services;
  readonly dashboard: RunningDashboard;
  /** where a browser on this machine finds it, whatever it is bound to */
  readonly url: string;
  close(): Promise<void>;
}

/** On loopback, open, on any port that is free; nothing can be set going. */
const usual: DashboardSettings = {
  host: "127.0.0.1",
  port: 0,
  login: undefined,
  readOnly: false,
  maxUploadBytes: 1_000_000,
  allowedSources: undefined,
  version: "0.0.0",
};

/** A dashboard on a Redis prefix of its own: no runs, no models, no workers. */
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
