import { Router } from "express";
import { html } from "../../../report/html/html.js";
import { renderReportHtml } from "../../../report/html/reportHtml.js";
import type { RunSummary } from "../../../runs/chosenRuns.js";
import type { RunSummaries } from "../../../runs/runSummary.js";
import { readExamples } from "../../../runs/readExamples.js";
import { noSuchRun } from "../../../runs/runRecord.js";
import { WorkerRegistry } from "../../../runs/workerRegistry.js";
import type { Services } from "../../../runs/services.js";
import type { Comparer } from "../../compare/comparer.js";
import { compareQuerySchema } from "../schemas/runSchemas.js";
import { ProblemError } from "../../http/problem.js";
import { runSnapshot } from "../../../runs/runSnapshot.js";
import { documentPolicy, kernelPolicy } from "../../http/securityHeaders.js";
import { startableSources } from "../../sources/startableSources.js";
import { compareView } from "../../views/compareView.js";
import { exploreView, nothingToExploreView } from "../../views/exploreView.js";
import { modelsOfRunView } from "../../views/modelsOfRunView.js";
import { modelsView } from "../../views/modelsView.js";
import type { PageFrame } from "../../views/page.js";
import { predictView } from "../../views/predictView.js";
import { recordingView } from "../../views/recordingView.js";
import { runsView } from "../../views/runsView.js";
import { runView } from "../../views/runView.js";
import { queryWithTimeout } from "../../http/queryWithTimeout.js";
import { readReport, type RunRouteSettings } from "./runs.js";

/** The dashboard's HTML pages. */
export function pageRoutes(
  services: Services,
  { summaries, comparer }: { readonly summaries: RunSummaries; readonly comparer: Comparer },
  frame: PageFrame,
  settings: RunRouteSettings,
): Router {
  const router = Router();
  router.get("/", async (_request, response) => {
    const [runs, workers, sources] = await Promise.all([
      queryWithTimeout(services, async () => summaries.all()),
      queryWithTimeout(services, async () => new WorkerRegistry(services.address).alive()),
      settings.actions === undefined ? [] : startableSources(settings.allowedSources, services.runs),
    ]);
    response.type("html").send(runsView(frame, runs, sources, workers));
  });
  router.get("/runs/:run", async (request, response) => {
    const { run } = request.params;
    const [snapshot, report, notes] = await queryWithTimeout(services, async () =>
      Promise.all([runSnapshot(services, run), readReport(services, run), services.runs.notes(run)]),
    );
    if (snapshot === undefined) throw noSuchRun(run);
    response.type("html").send(runView(frame, snapshot, report ?? undefined, notes));
  });
  router.get("/compare", async (request, response) => {
    const { run: names } = compareQuerySchema.parse(request.query);
    response.type("html").send(compareView(frame, names, await comparer.sections(names)));
  });
  router.get("/runs/:run/report", async (request, response) => {
    const { run } = request.params;
    const [report, examples] = await queryWithTimeout(services, async () =>
      Promise.all([readReport(services, run), readExamples(services.runs, run)]),
    );
    if (report === null) throw new ProblemError("not-found", `run ${run}: no report yet`);
    const document = withWayBack(renderReportHtml(report, examples), run);
    response.set("Content-Security-Policy", documentPolicy(document)).type("html").send(document);
  });
  router.get("/explore", async (_request, response) => {
    const [newest] = await explorableRuns(services, summaries);
    if (newest === undefined) response.type("html").send(nothingToExploreView(frame, "/explore"));
    else response.redirect(`/explore/${encodeURIComponent(newest.run)}`);
  });
  router.get("/explore/:run", async (request, response) => {
    const { run } = request.params;
    const runs = await explorableRuns(services, summaries);
    const shown = runs.find((each) => each.run === run);
    if (shown === undefined) throw new ProblemError("not-found", `run ${run}: no such run with features`);
    const names = runs.map((each) => each.run);
    response.type("html").send(exploreView(frame, { run, hasReport: shown.stage === "done", runs: names }));
  });
  router.get("/recording", async (_request, response) => {
    const [newest] = await explorableRuns(services, summaries);
    if (newest === undefined) response.type("html").send(nothingToExploreView(frame, "/recording"));
    else response.redirect(`/recording/${encodeURIComponent(newest.run)}`);
  });
  router.get("/recording/:run", async (request, response) => {
    const { run } = request.params;
    const [record, places] = await queryWithTimeout(services, async () =>
      Promise.all([services.runs.require(run), startableSources(settings.allowedSources, services.runs)]),
    );
    const { sampleRate, source } = record.settings;
    const canPredict = !frame.readOnly && places.includes(source);
    const hasReport = record.times.endedAt !== undefined;
    const document = recordingView(frame, run, { sampleRate, hasReport, ...(canPredict ? { place: source } : {}) });
    response.set("Content-Security-Policy", kernelPolicy).type("html").send(document);
  });
  router.get("/models", async (_request, response) => {
    const [models, kept] = await queryWithTimeout(services, async () =>
      Promise.all([services.models.list(), services.runs.names()]),
    );
    response.type("html").send(modelsView(frame, models, kept));
  });
  router.get("/models/:run", async (request, response) => {
    const { run } = request.params;
    const [report, newest, current] = await queryWithTimeout(services, async () =>
      Promise.all([readReport(services, run), services.models.find(run), services.models.find()]),
    );
    if (report === null) throw new ProblemError("not-found", `run ${run}: no report yet, so no models to show`);
    const promotion =
      newest === undefined ? "none" : newest.version === current?.version && current.run === run ? "current" : "can-be";
    response.type("html").send(modelsOfRunView(frame, report, promotion));
  });
  router.get("/predict", async (_request, response) => {
    const [models, workers, kept] = await queryWithTimeout(services, async () =>
      Promise.all([services.models.list(), new WorkerRegistry(services.address).alive(), services.runs.names()]),
    );
    response.set("Content-Security-Policy", kernelPolicy);
    response.type("html").send(predictView(frame, models, workers, kept));
  });
  return router;
}

/** The report with a link to the run's page. The report file has no such link: it must also work without a server. */
function withWayBack(document: string, run: string): string {
  const { text } = html`<nav aria-label="Dashboard">
    <a href="/runs/${encodeURIComponent(run)}">Back to run ${run}</a>
  </nav>`;
  return document.replace("<main>", () => `<main>${text}`);
}

/** Runs with complete features, newest first. */
async function explorableRuns(services: Services, summaries: RunSummaries): Promise<RunSummary[]> {
  const runs = await queryWithTimeout(services, async () => summaries.all());
  return runs.filter(({ stage }) => stage === "training" || stage === "done");
}
