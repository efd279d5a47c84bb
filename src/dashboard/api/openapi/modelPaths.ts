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
  "/api/models/{run}/promote": {
    post: operation({
      id: "promoteModels",
      summary: "Make a run's newest models current, so that predictions use them",
      parameters: [pathParameter("run")],
      answers: { 200: answer("the models that are current now", "ModelsRef") },
      problems: { 403: "the request may change nothing here", 422: "the run has no models" },
    }),
  },
};
