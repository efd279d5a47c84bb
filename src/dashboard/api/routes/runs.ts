import { Router } from "express";
import { cancelRun } from "../../../runs/cancelRun.js";
import { deleteRun } from "../../../runs/deleteRun.js";
import { failuresOf } from "../../../runs/failures.js";
import { askedSettingsSchema, defaultRecipe } from "../../../runs/jobs.js";
import { reportBlob, reportSchema, type Report } from "../../../report/report.js";
import { runStatus } from "../../../runs/runStatus.js";
import { noSuchRun } from "../../../runs/runRecord.js";
import type { RunSummaries } from "../../../runs/runSummary.js";
import type { Services } from "../../../runs/services.js";
import { ThroughputHistory } from "../../../runs/throughputHistory.js";
import type { DashboardActions } from "../actions.js";
import { runNotesSchema, startRunSchema } from "../schemas/runSchemas.js";
import { parseParamGrid } from "../../../evaluation/parseParamGrid.js";
import { ConfigError } from "../../../shared/errors.js";
import { isSafeKey } from "../../../shared/objects/safeKey.js";
import { parseSource } from "../../../shared/objects/source.js";
import { ProblemError } from "../../http/problem.js";
import type { RunWatch } from "../../runWatch.js";
import { requireStartable, startableSources } from "../../sources/startableSources.js";
import { queryWithTimeout } from "../../http/queryWithTimeout.js";
import { runEvents } from "./runEvents.js";

export interface RunRouteSettings {
  /** s3:// prefixes that runs may be started from; undefined: the sources of the existing runs */
  readonly allowedSources: readonly string[] | undefined;
  /** actions that clients may start; without it none */
  readonly actions?: DashboardActions | undefined;
}

/** GET and POST /api/runs; GET /api/runs/:run with its events, speed and rejected files; actions on it. */
export function runRoutes(
  services: Services,
  summaries: RunSummaries,
  watch: RunWatch,
  settings: RunRouteSettings,
): Router {
  const router = Router();
  router.get("/", async (_request, response) => {
    response.json(await queryWithTimeout(services, async () => summaries.all()));
  });
  router.post("/", async (request, response) => {
    const { run, source, labels, grid, ...given } = startRunSchema.parse(request.body);
    const actions = requireActions(settings);
    requireStartable(source, await startableSources(settings.allowedSources, services.runs));
    if ((await services.runs.madeAt(run)) !== undefined)
      throw new ProblemError("bad-payload", `run ${run}: a run of this name exists; choose another name`);
    await actions.startRun(
      run,
      askedSettingsSchema.parse({
        recipe: defaultRecipe,
        convolutions: "auto",
        noisyCopies: "auto",
        emotions: "auto",
        ...given,
        source,
        labels: labels === undefined ? null : await labelsIn(services, source, labels),
        ...(grid === undefined ? {} : { grid: gridOf(grid) }),
      }),
    );
    response.status(201).location(`/api/runs/${run}`).json({ run });
  });
  router.get("/:run", async (request, response) => {
    const { run } = request.params;
    const [status, report] = await queryWithTimeout(services, async () =>
      Promise.all([runStatus(services, run), readReport(services, run)]),
    );
    if (status === undefined) throw noSuchRun(run);
    response.json({ ...status, report });
  });
  router.get("/:run/speed", async (request, response) => {
    const { run } = request.params;
    const { redis, prefix } = services.address;
    const slots = await queryWithTimeout(services, async () => {
      if ((await services.runs.madeAt(run)) === undefined) throw noSuchRun(run);
      return new ThroughputHistory(redis, prefix, run).slots();
    });
    response.json(slots);
  });
  router.get("/:run/rejected", async (request, response) => {
    const { run } = request.params;
    const record = await queryWithTimeout(services, async () => services.runs.require(run));
    const failures = await failuresOf(services, record);
    const files = failures.slice(0, maxRejected).map(({ key, code, message }) => ({ key, code, message }));
    response.json({ total: failures.length, files });
  });
  router.post("/:run/retry", async (request, response) => {
    const files = await requireActions(settings).retryRejected(request.params.run);
    response.json({ files });
  });
  router.post("/:run/cancel", async (request, response) => {
    requireActions(settings);
    const { stage } = await cancelRun(services, request.params.run);
    response.json({ stoppedWhile: stage });
  });
  router.post("/:run/resume", async (request, response) => {
    const { run } = request.params;
    const actions = requireActions(settings);
    const { settings: begun } = await services.runs.require(run);
    requireStartable(begun.source, await startableSources(settings.allowedSources, services.runs));
    const stage = (await runStatus(services, run))?.stage;
    if (stage !== "cancelled")
      throw new ConfigError([`run ${run} is not cancelled (${stage ?? "unknown"}): there is nothing to resume`]);
    await actions.startRun(run, begun);
    response.json({ run });
  });
  router.patch("/:run", async (request, response) => {
    requireActions(settings);
    const { run } = request.params;
    await services.runs.annotate(run, runNotesSchema.parse(request.body));
    response.json(await services.runs.notes(run));
  });
  router.delete("/:run", async (request, response) => {
    requireActions(settings);
    response.json(await deleteRun(services, request.params.run));
  });
  router.get("/:run/events", runEvents(services, watch));
  return router;
}

/**
 * A labels file of the source. Files elsewhere are not read for a client, because error messages quote their content.
 *
 * @throws ProblemError "source-not-allowed" for a path that leaves the source; InputError "access-denied" for a symbolic link
 *   that does, "missing-object"
 */
async function labelsIn(services: Services, source: string, labels: string): Promise<string> {
  const isFile = isSafeKey(labels) && /\.(?:csv|tsv|txt|parquet)$/i.test(labels);
  if (parseSource(source).kind === "several" || !isFile)
    throw new ProblemError(
      "source-not-allowed",
      `labels ${JSON.stringify(labels)}: expected a .csv, .tsv, .txt or .parquet file in the source, relative to it`,
    );
  const store = await services.openObjects(source);
  try {
    await store.getRange(labels, { start: 0, length: 1 });
  } finally {
    await store.close();
  }
  return `${source.replace(/\/+$/, "")}/${labels}`;
}

function gridOf(text: string): { readonly name: string; readonly text: string } {
  try {
    parseParamGrid(text);
  } catch (error) {
    throw new ProblemError("bad-payload", `grid: ${(error as Error).message}`);
  }
  return { name: "from the dashboard", text };
}

/** Maximum number of files on the page; `ser failures` lists all. */
const maxRejected = 200;

export async function readReport(services: Services, run: string): Promise<Report | null> {
  const stored = await services.runs.blob(run, reportBlob);
  return stored === undefined ? null : reportSchema.parse(JSON.parse(new TextDecoder().decode(stored)));
}

function requireActions({ actions }: RunRouteSettings): DashboardActions {
  if (actions === undefined) throw new ProblemError("read-only", "this server cannot start runs");
  return actions;
}
