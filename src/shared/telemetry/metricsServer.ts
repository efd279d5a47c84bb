import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { ConfigError } from "../errors.js";

/** The address and content of a worker's metrics server. */
export interface MetricsAddress {
  readonly host: string;
  /** 0 picks a free port */
  readonly port: number;
}

export interface MetricsSources {
  readonly contentType: string;
  /** content of /metrics */
  text(): Promise<string>;
  /** Checks a service that the process needs; /healthz waits for it. */
  answer(): Promise<unknown>;
}

/**
 * A worker's two pages: /metrics for Prometheus, and /healthz, which is 200 while the process can do its work and 503
 * while it cannot.
 *
 * @throws ConfigError if the port is not available
 */
export async function startMetricsServer(
  { host, port }: MetricsAddress,
  sources: MetricsSources,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer(pages(sources));
  try {
    server.listen(port, host);
    await once(server, "listening");
  } catch (error) {
    throw new ConfigError([`cannot serve metrics on ${host}:${port}: ${(error as Error).message}`], { cause: error });
  }
  const { port: actualPort } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${actualPort}`,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function pages(sources: MetricsSources): RequestListener {
  return (request, response) => {
    const end = (status: number, type: string, text: string): void => {
      response.writeHead(status, { "content-type": type }).end(text);
    };
    const path = request.url?.replace(/\?.*$/, "");
    if (path === "/metrics")
      void sources.text().then(
        (text) => end(200, sources.contentType, text),
        () => end(500, "text/plain", "no metrics\n"),
      );
    else if (path === "/healthz")
      void sources.answer().then(
        () => end(200, "text/plain", "ok\n"),
        () => end(503, "text/plain", "Redis does not respond\n"),
      );
    else end(404, "text/plain", "here are /metrics and /healthz\n");
  };
}
