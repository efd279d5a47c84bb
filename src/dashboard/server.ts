import express, { type Express, type RequestHandler } from "express";
import { runStatus } from "../shared/runStatus.js";
import type { Services } from "../shared/services.js";
import { basicAuth, type Login } from "./basicAuth.js";
import { openApiDocument } from "./openapi.js";
import { indexPage } from "./pages/indexPage.js";
import { ProblemError, problemHandler } from "./problem.js";
import { modelRoutes } from "./routes/models.js";
import { predictionRoutes, type PredictionRouteSettings } from "./routes/predictions.js";
import { runRoutes } from "./routes/runs.js";
import { sameOrigin } from "./sameOrigin.js";
import { withinLimit } from "./within.js";

export interface ServerSettings extends PredictionRouteSettings {
  readonly version: string;
  readonly login: Login | undefined;
  /** nothing may be changed through this server */
  readonly readOnly: boolean;
  /** only this machine can reach it */
  readonly isOnLoopback: boolean;
}

/** The routes of the dashboard's server. Health comes first: it needs no login and tells nothing. */
export function createServer(services: Services, board: RequestHandler, settings: ServerSettings): Express {
  const { login, readOnly, isOnLoopback } = settings;
  const app = express();
  app.disable("x-powered-by");
  app.get("/healthz", (_request, response) => void response.type("text/plain").send("ok\n"));
  app.get("/readyz", async (_request, response) => {
    await withinLimit(services, async () => services.address.redis.ping());
    response.type("text/plain").send("ok\n");
  });

  app.use(sameOrigin(isOnLoopback && login === undefined));
  if (login !== undefined) app.use(basicAuth(login));
  app.use("/queues", board);
  if (readOnly) app.use(refuseChanges);
  app.use((_request, response, next) => {
    response.set({
      "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "no-referrer",
      "Cache-Control": "no-store",
    });
    next();
  });

  app.get("/", async (_request, response) => {
    const runs = await withinLimit(services, async () =>
      Promise.all((await services.runs.names()).map(async (name) => runStatus(services, name, Date.now()))),
    );
    response.type("html").send(indexPage(runs.filter((run) => run !== undefined)));
  });
  const document = openApiDocument(settings.version);
  app.get("/api/openapi.json", (_request, response) => void response.json(document));
  app.use("/api/predictions", express.json({ limit: maxJsonBytes }), predictionRoutes(services, settings));
  app.use("/api/models", modelRoutes(services));
  app.use("/api/runs", runRoutes(services));
  app.use((request) => {
    throw new ProblemError("not-found", `${request.method} ${request.path}: there is nothing`);
  });
  app.use(problemHandler(services.logger));
  return app;
}

/** Questions are a few words. */
const maxJsonBytes = 10_000;

const refuseChanges: RequestHandler = (request, _response, next) => {
  if (request.method !== "GET" && request.method !== "HEAD")
    throw new ProblemError("read-only", "this server was started with --read-only");
  next();
};
