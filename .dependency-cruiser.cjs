// The arrows of architecture.md, checked: programs -> shared -> pure mathematics, never back and never sideways.
const programs = "^src/(producer|workers/extract|workers/train|workers/predict|dashboard|synth|fleet|plot)/";

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "mathematics-is-pure",
      comment: "dsp, forest and evaluation import their own folder, matrix.ts and errors.ts, and nothing else",
      severity: "error",
      from: { path: "^src/shared/(dsp|forest|evaluation)/" },
      to: { pathNot: "^src/shared/($1/|matrix\\.ts$|errors\\.ts$)" },
    },
    {
      name: "shared-imports-no-program",
      severity: "error",
      from: { path: "^src/shared/" },
      to: { path: "^src/(?!shared/)" },
    },
    {
      name: "programs-never-import-one-another",
      severity: "error",
      from: { path: programs },
      to: { path: programs, pathNot: "^src/$1/" },
    },
    {
      name: "queues-alone-imports-bullmq",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/(shared/queues/|dashboard/)" },
      to: { path: "^node_modules/bullmq/" },
    },
    {
      name: "redis-alone-imports-ioredis",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/shared/redis\\.ts" },
      to: { path: "^node_modules/ioredis/" },
    },
    {
      name: "telemetry-alone-imports-metrics-and-tracing",
      comment: "the rest of the code tells shared/telemetry/telemetry.ts what happens, and knows no more of it",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/shared/telemetry/" },
      to: { path: "^node_modules/(prom-client|bullmq-otel|@opentelemetry)/" },
    },
    { name: "src-imports-no-test", severity: "error", from: { path: "^src/" }, to: { path: "^test/" } },
    {
      name: "no-unresolvable",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default"] },
  },
};
