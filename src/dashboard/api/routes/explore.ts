import { Router } from "express";
import { z } from "zod";
import { Explorer } from "../../explore/explorer.js";
import { RecordingAudio } from "../../explore/recordingAudio.js";
import type { OutOfFold } from "../../explore/outOfFold.js";
import { recordingQuerySchema } from "../schemas/recordingSchemas.js";
import { ProblemError } from "../../http/problem.js";

const audioQuery = z.object({ key: z.string().min(1) });
const outOfFoldQuery = z
  .object({ key: z.string().min(1).optional(), name: z.string().min(1).optional() })
  .refine(({ key, name }) => (key === undefined) !== (name === undefined), { error: "expected key or name" });

/** GET /api/runs/:run/explore, its recordings page by page, its features by column, its out-of-fold predictions, and its audio. */
export function exploreRoutes(explorer: Explorer, sounds: RecordingAudio, outOfFold: OutOfFold): Router {
  const router = Router();
  router.get("/:run/explore", async (request, response) => {
    const explored = await explorer.of(request.params.run);
    response.json({ ...explored, features: undefined });
  });
  router.get("/:run/recordings", async (request, response) => {
    response.json(await explorer.recordings(request.params.run, recordingQuerySchema.parse(request.query)));
  });
  router.get("/:run/features/:column", async (request, response) => {
    const { run, column } = request.params;
    const { features, columns } = await explorer.of(run);
    const index = columns.indexOf(column);
    if (index < 0) throw new ProblemError("not-found", `${column}: no feature of run ${run}`);
    response.json(features.map((row) => row[index]));
  });
  router.get("/:run/predictions", async (request, response) => {
    response.json(await outOfFold.of(request.params.run, outOfFoldQuery.parse(request.query)));
  });
  router.get("/:run/audio", async (request, response) => {
    await sounds.send(request.params.run, audioQuery.parse(request.query).key, request, response);
  });
  return router;
}
