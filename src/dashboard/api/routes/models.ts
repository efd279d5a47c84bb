import { Router } from "express";
import type { Services } from "../../../runs/services.js";
import { queryWithTimeout } from "../../http/queryWithTimeout.js";

/** GET /api/models and POST /api/models/:run/promote */
export function modelRoutes(services: Services): Router {
  const router = Router();
  router.get("/", async (_request, response) => {
    response.json(await queryWithTimeout(services, async () => services.models.list()));
  });
  router.post("/:run/promote", async (request, response) => {
    response.json(await services.models.promote(request.params.run));
  });
  return router;
}
