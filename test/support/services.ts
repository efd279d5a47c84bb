import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { MissingService, StartService } from "./service.js";
import { startRedis } from "./startRedis.js";
import { startS3 } from "./startS3.js";

/**
 * The test run's servers belong to vitest's main process and start on the first request of a test file:
 *
 *     test file ──GET /redis──▶ main process ──▶ redis-server     one for all files: each uses its own key prefix
 *     test file ──GET /s3─────▶ main process ──▶ a real S3        one for all files: each uses its own bucket
 *
 * An answer is {"settings": …} or {"missing": "why, and how to get one"}.
 */
export async function startServices(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const services = new Map([
    ["/redis", new LazyService(startRedis)],
    ["/s3", new LazyService(startS3)],
  ]);
  const server = createServer((request, response) => {
    const answer = services.get(request.url ?? "")?.ask() ?? Promise.resolve({ missing: "no such service" });
    void answer.then((body) => response.setHeader("content-type", "application/json").end(JSON.stringify(body)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await Promise.all([...services.values()].map((service) => service.stop()));
    },
  };
}

class LazyService {
  readonly #start: StartService;
  #starting: ReturnType<StartService> | undefined;

  constructor(start: StartService) {
    this.#start = start;
  }

  async ask(): Promise<{ readonly settings: unknown } | MissingService> {
    this.#starting ??= this.#start().catch((error: unknown) => ({ missing: String(error) }));
    const service = await this.#starting;
    return "missing" in service ? service : { settings: service.settings };
  }

  async stop(): Promise<void> {
    const service = await this.#starting;
    if (service !== undefined && "stop" in service) await service.stop();
  }
}
