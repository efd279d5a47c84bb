import type { RequestHandler } from "express";
import type { Services } from "../../shared/services.js";
import { ProblemError } from "../problem.js";
import type { RunSnapshot } from "../runSnapshot.js";
import type { RunWatch } from "../runWatch.js";
import { withinLimit } from "../within.js";

/** Proxies close a connection that is silent for long. */
const heartbeatMs = 15_000;

/** GET /api/runs/:run/events: a `snapshot` a second while the run is under way; the last one says how it ended. */
export function runEvents(services: Services, watch: RunWatch): RequestHandler<{ run: string }> {
  return async (request, response) => {
    const { run } = request.params;
    const known = await withinLimit(services, async () => services.runs.madeAt(run));
    if (known === undefined) throw new ProblemError("not-found", `run ${run}: no such run`);

    response.set({ "Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no" });
    response.flushHeaders();
    const heartbeat = setInterval(() => response.write(":\n\n"), heartbeatMs);
    let leave = (): void => undefined;
    const end = (): void => {
      clearInterval(heartbeat);
      leave();
      response.end();
    };
    response.once("close", end);
    let isOver = false;
    const send = (snapshot: RunSnapshot): void => {
      if (isOver) return;
      response.write(`event: snapshot\ndata: ${JSON.stringify(snapshot)}\n\n`);
      isOver = snapshot.status.stage === "done" || snapshot.status.stage === "failed";
      if (!isOver) return;
      response.write("event: over\ndata: {}\n\n");
      // The watch hands out its first snapshot before it says how to leave.
      setImmediate(end);
    };
    leave = watch.follow(run, send);
  };
}
