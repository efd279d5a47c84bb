import type { RequestHandler } from "express";
import type { Services } from "../shared/services.js";
import { predictionResource } from "./predictionResource.js";
import { ProblemError } from "./problem.js";
import { withinLimit } from "./within.js";

/** Proxies close a connection that is silent for long. */
const heartbeatMs = 15_000;

/**
 * GET /api/predictions/:id/events: an event a state, named after it, with the prediction as its data. The stream ends
 * with the prediction.
 */
export function predictionEvents(services: Services): RequestHandler<{ id: string }> {
  return async (request, response) => {
    const { id } = request.params;
    const known = await withinLimit(services, async () => services.predictions.find("predict", id));
    if (known === undefined) throw new ProblemError("not-found", `prediction ${id}: not known, or no longer kept`);

    response.set({ "Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no" });
    response.flushHeaders();
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    const heartbeat = setInterval(() => response.write(":\n\n"), heartbeatMs);
    try {
      for await (const state of services.predictions.watch("predict", id, gone.signal)) {
        const resource = predictionResource(id, state);
        response.write(`event: ${resource.state}\ndata: ${JSON.stringify(resource)}\n\n`);
      }
    } finally {
      clearInterval(heartbeat);
      response.end();
    }
  };
}
