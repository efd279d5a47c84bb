import { Router } from "express";
import { speakerIdSchema } from "../../../models/enrolledSpeaker.js";
import type { Services } from "../../../runs/services.js";
import { queryWithTimeout } from "../../http/queryWithTimeout.js";

/** GET /api/speakers and DELETE /api/speakers/:id; recordings are enrolled by POST /api/predictions with `enrol`. */
export function speakerRoutes({ models: { speakers }, ...services }: Services): Router {
  const router = Router();
  router.get("/", async (_request, response) => {
    const listed = await queryWithTimeout(services, async () => speakers.list());
    response.json(
      listed.map(({ id, featureSet, statistics, updatedAt }) => {
        return { id, recordings: statistics.n, featureSet, updatedAt };
      }),
    );
  });
  router.delete("/:id", async (request, response) => {
    await speakers.remove(speakerIdSchema.parse(request.params.id));
    response.status(204).end();
  });
  return router;
}
