import { Router } from "express";
import { reportBlob, reportSchema, type Report } from "../../shared/report.js";
import { runStatus } from "../../shared/runStatus.js";
import type { Services } from "../../shared/services.js";
import { ProblemError } from "../problem.js";
import { withinLimit } from "../within.js";

/** GET /api/runs and GET /api/runs/:run */
export function runRoutes(services: Services): Router {
  const router = Router();
  router.get("/", async (_request, response) => {
    const statuses = await withinLimit(services, async () =>
      Promise.all((await services.runs.names()).map(async (name) => runStatus(services, name, Date.now()))),
    );
    response.json(statuses.filter((status) => status !== undefined));
  });
  router.get("/:run", async (request, response) => {
    const { run } = request.params;
    const [status, report] = await withinLimit(services, async () =>
      Promise.all([runStatus(services, run, Date.now()), readReport(services, run)]),
    );
    if (status === undefined) throw new ProblemError("not-found", `run ${run}: no such run`);
    response.json({ ...status, report });
  });
  return router;
}

async function readReport(services: Services, run: string): Promise<Report | null> {
  const stored = await services.runs.blob(run, reportBlob);
  return stored === undefined ? null : reportSchema.parse(JSON.parse(new TextDecoder().decode(stored)));
}
