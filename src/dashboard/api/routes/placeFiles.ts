import { Router } from "express";
import { browse } from "../../sources/browse.js";
import { browseQuerySchema, placeFileSchema } from "../schemas/placeSchemas.js";
import type { RecordingAudio } from "../../explore/recordingAudio.js";
import { isShownIn, type Places } from "../../sources/places.js";

/** GET /api/places, the files of a place, folder by folder, and their audio. */
export function placeRoutes(places: Places, sounds: RecordingAudio): Router {
  const router = Router();
  router.get("/", async (_request, response) => {
    response.json(await places.all());
  });
  router.get("/files", async (request, response) => {
    const { place, folder, after } = browseQuerySchema.parse(request.query);
    await places.requireFolder(place, folder);
    const store = await sounds.open(place);
    response.json(await browse(store, folder, after ?? null, (key) => isShownIn(place, key)));
  });
  router.get("/audio", async (request, response) => {
    const { place, key } = placeFileSchema.parse(request.query);
    await places.requireFile(place, key);
    await sounds.sendFrom(place, key, request, response);
  });
  return router;
}
