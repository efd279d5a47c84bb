import { answer, operation, pathParameter, type Json } from "./operation.js";

export const modelPaths: Json = {
  "/api/models": {
    get: operation({
      id: "listModels",
      summary: "Trained models by run and version, and which are current",
      answers: { 200: answer("the models", "Models") },
      problems: {},
    }),
  },
  "/api/speakers": {
    get: operation({
      id: "listSpeakers",
      summary: "The enrolled speakers, whose own recordings improve predictions",
      answers: { 200: answer("the speakers", "Speakers") },
      problems: {},
    }),
  },
  "/api/speakers/{id}": {
    delete: operation({
      id: "removeSpeaker",
      summary: "Remove an enrolled speaker",
      parameters: [pathParameter("id")],
      answers: { 204: { description: "removed" } },
      problems: { 403: "changes are not allowed", 413: "the request is too large", 422: "no such speaker" },
    }),
  },
  "/api/models/{run}/promote": {
    post: operation({
      id: "promoteModels",
      summary: "Make a run's newest models current, so that predictions use them",
      parameters: [pathParameter("run")],
      answers: { 200: answer("the current models", "ModelsRef") },
      problems: {
        403: "changes are not allowed",
        413: "the request is too large",
        422: "the run has no models",
      },
    }),
  },
};
