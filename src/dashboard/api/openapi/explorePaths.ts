import { answer, operation, pathParameter, queryParameter, type Json } from "./operation.js";

const run = pathParameter("run");
const range: Json = { name: "Range", in: "header", description: "bytes=FIRST-LAST", schema: { type: "string" } };

export const explorePaths: Json = {
  "/api/runs/{run}/explore": {
    get: operation({
      id: "exploreRun",
      summary: "A run's recordings: counts, durations, and up to 2,000 of them on a map",
      parameters: [run],
      answers: { 200: answer("the recordings", "Explored") },
      problems: { 404: "no such run, or its features are not all computed yet" },
    }),
  },
  "/api/runs/{run}/recordings": {
    get: operation({
      id: "listRecordings",
      summary: "A run's recordings, however many, in the order of their keys, a page at a time",
      parameters: [
        run,
        queryParameter("text", "words that must all occur in the key, the speaker or the emotion, in any case"),
        queryParameter("emotion", "of the recordings"),
        queryParameter("gender", "woman or man"),
        queryParameter("speaker", "data set and speaker, such as emodb 03"),
        queryParameter("after", "`next` of the page before"),
        queryParameter("near", "a key to begin near, instead of at the first"),
        queryParameter("limit", "recordings of a page, 1 to 100; 25 by default"),
      ],
      answers: { 200: answer("a page", "RecordingPage") },
      problems: { 400: "the request is malformed", 404: "no such run, or its features are not all computed yet" },
    }),
  },
  "/api/runs/{run}/features/{column}": {
    get: operation({
      id: "getFeature",
      summary: "A feature of the recordings on the map, in their order",
      parameters: [run, pathParameter("column")],
      answers: { 200: answer("one value per recording", "FeatureValues") },
      problems: { 404: "no such run or feature" },
    }),
  },
  "/api/runs/{run}/predictions": {
    get: operation({
      id: "getOutOfFoldPredictions",
      summary: "Out-of-fold predictions for a recording",
      parameters: [
        run,
        queryParameter("key", "key of the recording, relative to the run's source"),
        queryParameter("name", "name of the recording without its folders, instead of the key"),
      ],
      answers: {
        200: answer("one prediction per recipe, set of speakers and protocol; none while the run trains", "OutOfFold"),
      },
      problems: { 400: "neither key nor name", 404: "no such run" },
    }),
  },
  "/api/runs/{run}/audio": {
    get: soundOperation("getRecording", "The audio of a run's recording", [
      run,
      queryParameter("key", "key of the recording, relative to the run's source", true),
    ]),
  },
  "/api/places": {
    get: operation({
      id: "listPlaces",
      summary: "Sources whose files may be browsed, played and predicted",
      answers: { 200: answer("directories and s3:// prefixes", "Places") },
      problems: {},
    }),
  },
  "/api/places/files": {
    get: operation({
      id: "browsePlace",
      summary: "Folders and files in a folder of a source, 100 per page",
      parameters: [
        queryParameter("place", "one of GET /api/places", true),
        queryParameter("folder", "relative to the place, ending in /"),
        queryParameter("after", "`next` of the previous page"),
      ],
      answers: { 200: answer("a page", "Files") },
      problems: {
        400: "the request is malformed",
        403: "not an allowed place",
        422: "the place cannot be listed",
      },
    }),
  },
  "/api/places/audio": {
    get: soundOperation("getPlaceRecording", "The audio of a file of a place", [
      queryParameter("place", "one of GET /api/places", true),
      queryParameter("key", "key of the file, relative to the place", true),
    ]),
  },
};

function soundOperation(id: string, summary: string, parameters: readonly Json[]): Json {
  const content = { "audio/*": { schema: { type: "string", format: "binary" } } };
  return operation({
    id,
    summary,
    parameters: [...parameters, range],
    answers: {
      200: { description: "the whole file", content },
      206: { description: "the requested range", content },
      416: { description: "the range is beyond the end of the file" },
    },
    problems: {
      400: "the request is malformed",
      403: "not an allowed place, or no such recording",
      404: "no such run or recording",
      422: "the file cannot be read",
    },
  });
}
