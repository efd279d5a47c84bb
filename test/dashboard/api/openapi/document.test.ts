import type { Router } from "express";
import { describe, expect, test } from "vitest";
import { openApiDocument } from "../../../../src/dashboard/api/openapi/document.js";
import { exploreRoutes } from "../../../../src/dashboard/api/routes/explore.js";
import { modelRoutes } from "../../../../src/dashboard/api/routes/models.js";
import { placeRoutes } from "../../../../src/dashboard/api/routes/placeFiles.js";
import { predictionRoutes } from "../../../../src/dashboard/api/routes/predictions.js";
import { runRoutes } from "../../../../src/dashboard/api/routes/runs.js";
import { speakerRoutes } from "../../../../src/dashboard/api/routes/speakers.js";
import { workerRoutes } from "../../../../src/dashboard/api/routes/workers.js";

const { paths } = openApiDocument("0.0.0") as { paths: Record<string, Record<string, object>> };

/** Routers as mounted by the server. They receive no requests, so their dependencies may be empty. */
const nothing = undefined as never;
const settings = { maxUploadBytes: 1, allowedSources: undefined, login: undefined };
const routers: Readonly<Record<string, Router>> = {
  "/api/predictions": predictionRoutes(nothing, settings),
  "/api/models": modelRoutes(nothing),
  "/api/places": placeRoutes(nothing, nothing),
  "/api/runs": runRoutes(nothing, nothing, nothing, settings),
  "/api/speakers": speakerRoutes({ models: {} } as never),
  "/api/workers": workerRoutes(nothing),
  "/api/runs (to explore)": exploreRoutes(nothing, nothing, nothing),
};

/** "get /api/runs/{run}" and so on. */
const routes = Object.entries(routers).flatMap(([mount, router]) =>
  router.stack.flatMap(({ route }) => {
    if (route === undefined) return [];
    const path = `${mount.split(" ")[0]!}${route.path}`.replace(/\/$/, "").replaceAll(/:(\w+)/g, "{$1}");
    return route.stack.map(({ method }) => `${method} ${path}`);
  }),
);
const described = Object.entries(paths).flatMap(([path, operations]) =>
  Object.keys(operations).map((method) => `${method} ${path}`),
);

describe("openapi.json", () => {
  test.each(routes)("describes %s", (route) => {
    expect(described).toContain(route);
  });

  test.each(described)("%s is an existing route", (operation) => {
    expect(routes).toContain(operation);
  });

  test("every schema that it references exists", () => {
    const document = openApiDocument("0.0.0") as { components: { schemas: object } };
    const named = [...JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name!);
    expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining([...new Set(named)]));
  });

  test("every operation has a unique name", () => {
    const ids = Object.values(paths).flatMap((operations) =>
      Object.values(operations).map((operation) => (operation as { operationId: string }).operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });
});
