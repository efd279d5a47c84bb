import { z } from "zod";
import { modelsRefSchema } from "../../../models/modelStore.js";
import { browsedSchema } from "../schemas/placeSchemas.js";
import {
  cancelledSchema,
  deletedSchema,
  rejectedSchema,
  retriedSchema,
  runNotesSchema,
  runSchema,
  runsSchema,
  snapshotSchema,
  speedSchema,
  startedRunSchema,
  startRunSchema,
  workersSchema,
} from "../schemas/runSchemas.js";
import { exploredSchema, outOfFoldSchema, recordingPageSchema } from "../schemas/recordingSchemas.js";
import {
  modelsSchema,
  predictionResourceSchema,
  questionSchema,
  sourceQuestionSchema,
  speakersSchema,
} from "../schemas/predictionSchemas.js";
import { problemSchema } from "../../http/problem.js";
import { explorePaths } from "./explorePaths.js";
import { modelPaths } from "./modelPaths.js";
import type { Json } from "./operation.js";
import { predictionPaths } from "./predictionPaths.js";
import { runPaths } from "./runPaths.js";

/** The API's OpenAPI 3.1 document; its schemas are those that the routes check against. */
export function openApiDocument(version: string): Json {
  return {
    openapi: "3.1.0",
    info: {
      title: "speech-emotion-workers",
      version,
      description:
        "Predicts emotions in recordings of speech with workers on a queue, and runs the training of the models.",
      license: { name: "MIT", identifier: "MIT" },
    },
    paths: { ...predictionPaths, ...modelPaths, ...runPaths, ...explorePaths },
    components: {
      schemas: {
        Prediction: schemaOf(predictionResourceSchema),
        SourceQuestion: schemaOf(sourceQuestionSchema),
        FileQuestion: fileQuestion(),
        Models: schemaOf(modelsSchema),
        ModelsRef: schemaOf(modelsRefSchema),
        Speakers: schemaOf(speakersSchema),
        Runs: schemaOf(runsSchema),
        Run: schemaOf(runSchema),
        RunNotes: schemaOf(runNotesSchema),
        RunQuestion: schemaOf(startRunSchema),
        StartedRun: schemaOf(startedRunSchema),
        Workers: schemaOf(workersSchema),
        Snapshot: schemaOf(snapshotSchema),
        Speed: schemaOf(speedSchema),
        Rejected: schemaOf(rejectedSchema),
        Retried: schemaOf(retriedSchema),
        Cancelled: schemaOf(cancelledSchema),
        Deleted: schemaOf(deletedSchema),
        Explored: schemaOf(exploredSchema),
        RecordingPage: schemaOf(recordingPageSchema),
        OutOfFold: schemaOf(outOfFoldSchema),
        FeatureValues: schemaOf(z.array(z.number())),
        Places: schemaOf(z.array(z.string())),
        Files: schemaOf(browsedSchema),
        Problem: schemaOf(problemSchema),
      },
    },
  };
}

/** A form's file part is bytes, for which JSON Schema has no type. */
function fileQuestion(): Json {
  const { properties, ...rest } = schemaOf(questionSchema) as { properties: Json };
  return { ...rest, properties: { file: { type: "string", format: "binary" }, ...properties }, required: ["file"] };
}

/** Fields may be added to responses, so no schema forbids additional ones. */
function schemaOf(schema: z.ZodType): Json {
  const described: Record<string, unknown> = { ...z.toJSONSchema(schema, { target: "draft-2020-12", io: "input" }) };
  delete described["$schema"]; // the document states its dialect once, for all schemas
  return described;
}
