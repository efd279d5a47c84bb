import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ConfigError } from "../shared/errors.js";
import type { Services } from "../runs/services.js";
import { MetricsPage } from "../runs/fleet/metricsPage.js";
import type { WorkMetrics } from "../runs/telemetry/workMetrics.js";
import { loadAssets } from "./assets.js";
import { bullBoard } from "./bullBoard.js";
import { Comparer } from "./compare/comparer.js";
import { Explorer } from "./explore/explorer.js";
import { RecordingAudio } from "./explore/recordingAudio.js";
import { isLoopback } from "./http/sameOrigin.js";
import { createServer, type ServerSettings } from "./server.js";

export interface DashboardSettings extends ServerSettings {
  readonly host: string;
  /** 0 picks a free port */
  readonly port: number;
  /** this process's counters, if it also processes jobs */
  readonly metrics?: WorkMetrics | undefined;
}

export interface RunningDashboard {
  readonly url: string;
  /** shown to the user at the start; undefined: no warning */
  readonly warning: string | undefined;
  close(): Promise<void>;
}

/**
 * A kept-alive connection must not be closed while a client reuses it: the client must time out before the server does. Load balancers
 * do after 60 s (AWS's by default); Node.js's own 5 s would make them return 502 now and then.
 */
const keepAliveMs = 65_000;

/** Minimum length of a password if other machines can connect: random passwords of this length cannot be guessed. */
const shortestPassword = 12;

/**
 * Starts the dashboard's server.
 *
 * @throws ConfigError if other machines could connect without a login or with a short password, or the port is not
 *   available
 */
export async function startDashboard(services: Services, settings: DashboardSettings): Promise<RunningDashboard> {
  const { host, port, login, readOnly } = settings;
  if (!isLoopback(host) && login === undefined && !readOnly)
    throw new ConfigError([
      `--host ${host} is reachable from other machines: set SER_DASHBOARD_USER and SER_DASHBOARD_PASSWORD, or start with --read-only`,
    ]);
  if (!isLoopback(host) && login !== undefined && login.password.length < shortestPassword)
    throw new ConfigError([
      `SER_DASHBOARD_PASSWORD: expected at least ${shortestPassword} characters, as --host ${host} is reachable from other machines`,
    ]);
  await services.predictions.listen("predict");
  const board = bullBoard(services.address, "/queues", readOnly);
  const comparer = new Comparer(services);
  const explorer = new Explorer(services);
  const sounds = new RecordingAudio(services);
  // Prometheus needs no login; if people do, metrics do not reveal the names of runs.
  const metrics = new MetricsPage(services, settings.metrics, login === undefined);
  const sources = { assets: await loadAssets(), comparer, explorer, sounds, metrics };
  const app = createServer(services, board.router, sources, settings);
  const server = createHttpServer(app);
  server.keepAliveTimeout = keepAliveMs;
  try {
    server.listen(port, host);
    await once(server, "listening");
  } catch (error) {
    await board.close();
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === "EADDRINUSE" ? "the port is in use: choose another --port" : message;
    throw new ConfigError([`cannot listen on ${host}:${port}: ${reason}`], { cause: error });
  }
  const { port: actualPort } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${actualPort}`,
    warning: isLoopback(host) ? undefined : plainHttpWarning(host, login !== undefined),
    async close() {
      server.close();
      server.closeAllConnections();
      await Promise.all([board.close(), comparer.close(), explorer.close(), sounds.close(), metrics.close()]);
    },
  };
}

function plainHttpWarning(host: string, hasLogin: boolean): string {
  const exposed = hasLogin ? "the password and recordings" : "recordings, which need no login here,";
  return `warning: --host ${host} is reachable from other machines by plain HTTP: put a proxy with TLS in front of it, otherwise others on the network can read ${exposed} (docs/dashboard.md)`;
}
