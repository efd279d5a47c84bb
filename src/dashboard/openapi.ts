import { z } from "zod";
import {
  modelsSchema,
  predictionResourceSchema,
  questionSchema,
  runSchema,
  runsSchema,
  sourceQuestionSchema,
} from "./apiSchemas.js";
import { problemSchema } from "./problem.js";

type Json = Readonly<Record<string, unknown>>;

/** The API as OpenAPI 3.1 describes it; its schemas are the ones that the routes check by. */
export function openApiDocument(version: string): Json {
  return {
    openapi: "3.1.0",
    info: {
      title: "speech-emotion-workers",
      version,
      description: "Emotions in recordings of speech, predicted by workers on a queue; and the runs that train them.",
      license: { name: "MIT", identifier: "MIT" },
    },
    paths: {
      "/api/predictions": { post: submitOperation },
      "/api/predictions/{id}": { get: predictionOperation },
      "/api/predictions/{id}/events": { get: eventsOperation },
      "/api/models": { get: listOperation("listModels", "Trained models by run and version", "Models") },
      "/api/runs": { get: listOperation("listRuns", "All runs, the newest first, and how far they have come", "Runs") },
      "/api/runs/{run}": { get: runOperation },
    },
    components: {
      schemas: {
        Prediction: schemaOf(predictionResourceSchema),
        SourceQuestion: schemaOf(sourceQuestionSchema),
        FileQuestion: fileQuestion(),
        Models: schemaOf(modelsSchema),
        Runs: schemaOf(runsSchema),
        Run: schemaOf(runSchema),
        Problem: schemaOf(problemSchema),
      },
    },
  };
}

const location = {
  Location: { description: "where the prediction can be asked for", schema: { type: "string" } },
};

const submitOperation: Json = {
  operationId: "submitPrediction",
  summary: "Ask for the emotion in a recording",
  parameters: [
    {
      name: "wait",
      in: "query",
      description: "seconds to hold the line for the answer; without it, or when they are over, 202",
      schema: { type: "number", minimum: 0, maximum: 60 },
    },
  ],
  requestBody: {
    required: true,
    content: {
      "multipart/form-data": { schema: ref("FileQuestion") },
      "application/json": { schema: ref("SourceQuestion") },
    },
  },
  responses: {
    200: { description: "the answer, within the time given", headers: location, content: json("Prediction") },
    202: { description: "enqueued", headers: location, content: json("Prediction") },
    ...problems({
      400: "the request is malformed",
      403: "the source is not allowed, or the request may change nothing here",
      409: "no models are current",
      413: "the file is too large",
      415: "neither a form nor JSON",
      422: "no recording that can be read, or an unknown model",
      429: "more than an address may ask for where nobody has to say who they are, or too many wrong passwords",
      503: "the queue is down, or too much is being uploaded",
    }),
  },
};

const predictionOperation: Json = {
  operationId: "getPrediction",
  summary: "How far a prediction has come, and its answer",
  parameters: [pathParameter("id")],
  responses: {
    200: { description: "its state, then its answer or what is wrong with the recording", content: json("Prediction") },
    ...problems({ 404: "no such prediction", 503: "the queue is down" }),
  },
};

const eventsOperation: Json = {
  operationId: "followPrediction",
  summary: "The states of a prediction as they come",
  parameters: [pathParameter("id")],
  responses: {
    200: {
      description: "server-sent events: waiting, computing, then done or failed, each with the prediction as its data",
      content: { "text/event-stream": { schema: { type: "string" } } },
    },
    ...problems({ 404: "no such prediction", 503: "the queue is down" }),
  },
};

const runOperation: Json = {
  operationId: "getRun",
  summary: "A run: how far it has come, and its report once it is done",
  parameters: [pathParameter("run")],
  responses: {
    200: { description: "the run", content: json("Run") },
    ...problems({ 404: "no such run", 503: "the queue is down" }),
  },
};

function listOperation(operationId: string, summary: string, schema: string): Json {
  return {
    operationId,
    summary,
    responses: { 200: { description: summary, content: json(schema) }, ...problems({ 503: "the queue is down" }) },
  };
}

/** A form's part with the file is bytes, which JSON Schema has no type for. */
function fileQuestion(): Json {
  const { properties, ...rest } = schemaOf(questionSchema) as { properties: Json };
  return { ...rest, properties: { file: { type: "string", format: "binary" }, ...properties }, required: ["file"] };
}

function problems(byStatus: Readonly<Record<number, string>>): Json {
  const unauthorized = { 401: "user and password are needed", 429: "too many wrong ones came from this address" };
  return Object.fromEntries(
    Object.entries({ ...unauthorized, ...byStatus }).map(([status, description]) => [
      status,
      {
        description,
        ...(status === "503" || status === "429"
          ? { headers: { "Retry-After": { schema: { type: "integer" } } } }
          : {}),
        content: { "application/problem+json": { schema: ref("Problem") } },
      },
    ]),
  );
}

function pathParameter(name: string): Json {
  return { name, in: "path", required: true, schema: { type: "string" } };
}

function json(schema: string): Json {
  return { "application/json": { schema: ref(schema) } };
}

function ref(schema: string): Json {
  return { $ref: `#/components/schemas/${schema}` };
}

/** Fields may be added to what the API gives, so no schema forbids them. */
function schemaOf(schema: z.ZodType): Json {
  const described: Record<string, unknown> = { ...z.toJSONSchema(schema, { target: "draft-2020-12", io: "input" }) };
  delete described["$schema"]; // the document says its dialect once, for all
  return described;
}
