import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Express } from "express";

export interface TestServer {
  /** http://127.0.0.1:PORT */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves an app on a real socket. */
export async function serve(app: Express): Promise<TestServer> {
  const server = createServer(app).listen(0, "127.0.0.1");
  server.keepAliveTimeout = 60_000; // so that even a slow test never uses a connection that is being closed
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
