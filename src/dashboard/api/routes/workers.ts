import { Router } from "express";
import type { Services } from "../../../runs/services.js";
import { WorkerRegistry } from "../../../runs/workerRegistry.js";
import { queryWithTimeout } from "../../http/queryWithTimeout.js";

/** GET /api/workers: the running workers, as they report themselves. */
export function workerRoutes(services: Services): Router {
  const router = Router();
  router.get("/", async (_request, response) => {
    const registry = new WorkerRegistry(services.address);
    response.json(await queryWithTimeout(services, async () => registry.alive()));
  });
  return router;
}
