import { once } from "node:events";
import { Router, type Response } from "express";
import { fileMetadata } from "../../../report/fileMetadata.js";
import { renderReportHtml } from "../../../report/html/reportHtml.js";
import { predictionsBlob } from "../../../report/predictionTable.js";
import type { Report } from "../../../report/report.js";
import { writeFeatureTable } from "../../../runs/rows/writeFeatureTable.js";
import type { Services } from "../../../runs/services.js";
import { ProblemError } from "../../http/problem.js";
import { queryWithTimeout } from "../../http/queryWithTimeout.js";
import { runFiles, type RunFileName } from "../../views/downloads.js";
import { readReport } from "./runs.js";

/** GET /runs/:run/files/:name: downloads of a finished run's files. */
export function runFileRoutes(services: Services): Router {
  const router = Router();
  router.get("/runs/:run/files/:name", async (request, response) => {
    const { run, name } = request.params;
    const report = await queryWithTimeout(services, async () => readReport(services, run));
    if (report === null) throw new ProblemError("not-found", `run ${run}: no report yet, so no files`);
    const [, set] = /^model-([a-z]+)\.json$/.exec(name) ?? [];
    if (set === undefined && !Object.hasOwn(runFiles, name))
      throw new ProblemError("not-found", `${name}: no such file of a run`);
    response.set("Content-Disposition", `attachment; filename="${run}-${name}"`);
    if (set === undefined) await sendFile(services, report, name as RunFileName, response);
    else await sendModel(services, run, set, response);
  });
  return router;
}

async function sendFile(services: Services, report: Report, name: RunFileName, response: Response): Promise<void> {
  const { run } = report;
  switch (name) {
    case "report.html":
      response.type("html").end(renderReportHtml(report)); // no base path: it has its own links
      return;
    case "report.json":
      response.json(report);
      return;
    case "predictions.parquet": {
      const stored = await services.runs.blob(run, predictionsBlob);
      if (stored === undefined) throw new ProblemError("not-found", `run ${run}: no predictions were stored`);
      response.type("application/vnd.apache.parquet").send(Buffer.from(stored));
      return;
    }
    case "features.csv":
    case "features.parquet": {
      const isCsv = name === "features.csv";
      response.type(isCsv ? "text/csv" : "application/vnd.apache.parquet");
      const write = async (piece: string | Uint8Array): Promise<void> => {
        if (response.destroyed) throw new Error("the client has disconnected");
        if (!response.write(piece)) await Promise.race([once(response, "drain"), once(response, "close")]);
      };
      const record = await services.runs.require(run);
      const metadata = fileMetadata(report);
      await writeFeatureTable(services.features, record, isCsv ? "csv" : "parquet", write, { metadata });
      response.end();
    }
  }
}

async function sendModel(services: Services, run: string, set: string, response: Response): Promise<void> {
  const ref = await services.models.find(run);
  const files = ref === undefined ? [] : await services.models.load(ref);
  const file = files.find((each) => each.set === set);
  if (file === undefined) throw new ProblemError("not-found", `run ${run}: no model for ${set}`);
  response.type("json").send(Buffer.from(file.bytes));
}
