import type { RequestHandler } from "express";
import { hasEnded } from "../../../runs/stages.js";
import { noSuchRun } from "../../../runs/runRecord.js";
import type { Services } from "../../../runs/services.js";
import { openEventStream } from "../../http/eventStream.js";
import type { RunWatch } from "../../runWatch.js";
import { queryWithTimeout } from "../../http/queryWithTimeout.js";

/** GET /api/runs/:run/events: one `snapshot` per second while the run is running; the last one shows how it ended. */
export function runEvents(
  services: Pick<Services, "address" | "runs">,
  watch: RunWatch,
): RequestHandler<{ run: string }> {
  return async (request, response) => {
    const { run } = request.params;
    const known = await queryWithTimeout(services, async () => services.runs.madeAt(run));
    if (known === undefined) throw noSuchRun(run);

    const stream = openEventStream(response);
    if (stream.gone.aborted) return;
    let isOver = false;
    const leave = watch.follow(run, (snapshot) => {
      if (isOver) return;
      isOver = hasEnded(snapshot.status.stage);
      // Skips snapshots for a client that reads slowly: the next one supersedes them.
      if (stream.isBehind && !isOver) return;
      stream.send("snapshot", snapshot);
      if (!isOver) return;
      stream.send("over", {});
      stream.end();
    });
    stream.gone.addEventListener("abort", leave, { once: true });
  };
}
