import type { RequestHandler } from "express";
import type { Services } from "../../runs/services.js";
import { openEventStream } from "../http/eventStream.js";
import { predictionResource } from "./predictionResource.js";
import { ProblemError } from "../http/problem.js";
import { queryWithTimeout } from "../http/queryWithTimeout.js";

/**
 * GET /api/predictions/:id/events: one event per state, named after it, with the prediction as its data. The stream
 * ends with the prediction.
 */
export function predictionEvents(services: Services): RequestHandler<{ id: string }> {
  return async (request, response) => {
    const { id } = request.params;
    const known = await queryWithTimeout(services, async () => services.predictions.find("predict", id));
    if (known === undefined) throw new ProblemError("not-found", `prediction ${id}: unknown or expired`);

    const stream = openEventStream(response);
    try {
      for await (const state of services.predictions.watch("predict", id, stream.gone))
        stream.send(state.state, predictionResource(id, state));
    } finally {
      stream.end();
    }
  };
}
