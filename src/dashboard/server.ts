import compression from "compression";
import express, { type Express, type RequestHandler } from "express";
import type { Services } from "../runs/services.js";
import type { MetricsPage } from "../runs/fleet/metricsPage.js";
import type { Assets } from "./assets.js";
import { basePath } from "./http/basePath.js";
import { basicAuth } from "./http/basicAuth.js";
import type { Comparer } from "./compare/comparer.js";
import { OutOfFold } from "./explore/outOfFold.js";
import type { Explorer } from "./explore/explorer.js";
import type { RecordingAudio } from "./explore/recordingAudio.js";
import { problemView } from "./views/problemView.js";
import { openApiDocument } from "./api/openapi/document.js";
import { PageToken } from "./http/pageToken.js";
import { Places } from "./sources/places.js";
import { ProblemError, problemHandler } from "./http/problem.js";
import { exploreRoutes } from "./api/routes/explore.js";
import { modelRoutes } from "./api/routes/models.js";
import { pageRoutes } from "./api/routes/pages.js";
import { placeRoutes } from "./api/routes/placeFiles.js";
import { predictionRoutes, type PredictionRouteSettings } from "./api/routes/predictions.js";
import { runFileRoutes } from "./api/routes/runFiles.js";
import { speakerRoutes } from "./api/routes/speakers.js";
import { workerRoutes } from "./api/routes/workers.js";
import { runRoutes, type RunRouteSettings } from "./api/routes/runs.js";
import { runSnapshot } from "../runs/runSnapshot.js";
import { RunSummaries } from "../runs/runSummary.js";
import { RunWatch } from "./runWatch.js";
import { sameOrigin } from "./http/sameOrigin.js";
import { securityHeaders } from "./http/securityHeaders.js";
import { queryWithTimeout } from "./http/queryWithTimeout.js";

export interface ServerSettings extends PredictionRouteSettings, RunRouteSettings {
  readonly version: string;
  /** rejects all requests that change something */
  readonly readOnly: boolean;
  /** host names accepted without a login, in addition to loopback's and its own address */
  readonly hosts?: readonly string[] | undefined;
  /** addresses and subnets of proxies whose X-Forwarded-For is trusted; undefined: none */
  readonly trustedProxies?: readonly string[] | undefined;
  /** base path, such as "/ser"; undefined: X-Forwarded-Prefix of a trusted proxy */
  readonly basePath?: string | undefined;
}

/** The pages' dependencies other than the services. */
export interface PageSources {
  readonly assets: Assets;
  readonly comparer: Comparer;
  readonly explorer: Explorer;
  readonly sounds: RecordingAudio;
  readonly metrics: MetricsPage;
}

/** The routes of the dashboard's server. Health comes first: it needs no login and reveals nothing. */
export function createServer(
  services: Services,
  board: RequestHandler,
  { assets, comparer, explorer, sounds, metrics }: PageSources,
  settings: ServerSettings,
): Express {
  const { login, readOnly, hosts, trustedProxies } = settings;
  const app = express();
  app.disable("x-powered-by");
  if (trustedProxies !== undefined) app.set("trust proxy", trustedProxies);
  app.use(securityHeaders);
  app.use(basePath(settings.basePath));
  const token = new PageToken();
  const frame = { href: assets.href, token: token.value, readOnly, version: settings.version };
  app.get("/healthz", (_request, response) => void response.type("text/plain").send("ok\n"));
  let pinging: Promise<unknown> | undefined; // one at a time, however many requests there are
  app.get("/readyz", async (_request, response) => {
    pinging ??= queryWithTimeout(services, async () => services.address.redis.ping()).finally(() => {
      pinging = undefined;
    });
    await pinging;
    response.type("text/plain").send("ok\n");
  });

  app.use(sameOrigin({ isOpen: login === undefined, hosts }));
  app.get("/metrics", async (_request, response) => {
    response.type(metrics.contentType).send(await metrics.text());
  });
  if (login !== undefined) app.use(basicAuth(login));
  if (readOnly) app.use(rejectChanges);
  app.use("/queues", token.forBoard, token.required, board);
  app.use(compression({ filter: isCompressed }));
  app.use("/assets", assets.routes);

  const watch = new RunWatch(async (run) => runSnapshot(services, run));
  const summaries = new RunSummaries(services);
  app.use(pageRoutes(services, { summaries, comparer }, frame, settings));
  app.use(runFileRoutes(services));
  const document = openApiDocument(settings.version);
  app.get("/api/openapi.json", (_request, response) => void response.json(document));
  app.use("/api", token.required, express.json({ limit: maxJsonBytes }));
  app.use("/api/predictions", predictionRoutes(services, settings));
  app.use("/api/models", modelRoutes(services));
  app.use("/api/speakers", speakerRoutes(services));
  app.use("/api/workers", workerRoutes(services));
  app.use("/api/places", placeRoutes(new Places(settings.allowedSources, services.runs), sounds));
  app.use("/api/runs", exploreRoutes(explorer, sounds, new OutOfFold(services)));
  app.use("/api/runs", runRoutes(services, summaries, watch, settings));
  app.use((request) => {
    throw new ProblemError("not-found", `${request.method} ${request.path}: no such page or endpoint`);
  });
  app.use(problemHandler(services.logger, (problem) => problemView(frame, problem)));
  return app;
}

/** JSON requests are short. */
const maxJsonBytes = 10_000;

/** Events must be sent immediately, not when a compression block is full; audio does not compress. */
function isCompressed(request: express.Request, response: express.Response): boolean {
  return (
    !/event-stream|audio/.test(String(response.getHeader("Content-Type"))) && compression.filter(request, response)
  );
}

const rejectChanges: RequestHandler = (request, _response, next) => {
  if (request.method !== "GET" && request.method !== "HEAD")
    throw new ProblemError("read-only", "this server was started with --read-only");
  next();
};
