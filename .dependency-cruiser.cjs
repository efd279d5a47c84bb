// The floors of architecture.md, from the top down. A folder may import folders of lower floors, never of its own or a higher one,
// but for what `beside` names.
const floors = [
  ["cli"],
  ["localRun", "predictionClient"],
  [
    "benchmark",
    "cloudwatch",
    "dashboard",
    "doctor",
    "export",
    "plot",
    "producer",
    "synth",
    "workers/extract",
    "workers/predict",
    "workers/train",
  ],
  ["runs"],
  ["models", "picture"],
  ["features", "report"],
  ["corpus", "embedding"],
  ["audio", "dsp", "evaluation", "forest", "linear"],
  ["shared"],
];
/** Arrows within a floor, as `from: [to]`. */
const beside = {
  evaluation: ["forest", "linear"],

  predictionClient: [],
  localRun: ["predictionClient"],
};
/** What the method may import besides itself: it is pure. */
const pure = ["dsp", "evaluation", "forest", "linear"];

const under = (folders) => `^src/(${folders.join("|")})/`;

const layers = floors.flatMap((floor, level) =>
  floor.map((folder) => ({
    name: `${folder}-imports-downwards`,
    severity: "error",
    from: { path: under([folder]) },
    to: {
      path: "^src/",
      pathNot: under([folder, ...(beside[folder] ?? []), ...floors.slice(level + 1).flat()]),
    },
  })),
);

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...layers,
    {
      name: "every-folder-has-a-floor",
      severity: "error",
      from: { path: "^src/[^/]+/", pathNot: under(floors.flat()) },
      to: {},
    },
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    { name: "no-folder-cycles", severity: "error", scope: "folder", from: {}, to: { circular: true } },
    {
      name: "the-method-is-pure",
      comment: "dsp, evaluation, forest and linear import one another, matrix.ts and errors.ts, and nothing else",
      severity: "error",
      from: { path: under(pure) },
      to: { pathNot: `${under(pure)}|^src/shared/(matrix|errors)\\.ts$|^node_modules/ml-random-forest/` },
    },
    {
      name: "queues-alone-imports-bullmq",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/(runs/(queues|telemetry)/|dashboard/)" },
      to: { path: "^node_modules/bullmq/" },
    },
    {
      name: "redis-alone-imports-ioredis",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/shared/redis/" },
      to: { path: "^node_modules/ioredis/" },
    },
    {
      name: "telemetry-alone-imports-metrics-and-tracing",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/(shared/telemetry|runs/(telemetry|fleet))/" },
      to: { path: "^node_modules/(prom-client|bullmq-otel|@opentelemetry)/" },
    },
    { name: "src-imports-no-test", severity: "error", from: { path: "^src/" }, to: { path: "^test/" } },
    { name: "no-unresolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default"] },
  },
};
