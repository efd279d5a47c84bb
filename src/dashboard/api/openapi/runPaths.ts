import { answer, events, jsonBody, locationHeader, operation, pathParameter, type Json } from "./operation.js";

const noSuchRun = { 404: "no such run" };
const parameters = [pathParameter("run")];

export const runPaths: Json = {
  "/api/runs": {
    get: operation({
      id: "listRuns",
      summary: "All runs, the newest first, and how far they have come",
      answers: { 200: answer("the runs", "Runs") },
      problems: {},
    }),
    post: operation({
      id: "startRun",
      summary: "Start a run; what is not said is as ser run has it by default",
      requestBody: jsonBody("RunQuestion"),
      answers: { 201: answer("it is under way", "StartedRun", locationHeader("where the run can be asked for")) },
      problems: {
        400: "the request is malformed, or there is a run of that name",
        403: "the source is not allowed, or the request may change nothing here",
        422: "the source cannot be listed",
      },
    }),
  },
  "/api/runs/{run}": {
    get: operation({
      id: "getRun",
      summary: "A run: how far it has come, and its report once it is done",
      parameters,
      answers: { 200: answer("the run", "Run") },
      problems: noSuchRun,
    }),
  },
  "/api/runs/{run}/events": {
    get: operation({
      id: "followRun",
      summary: "A run as it goes on",
      parameters,
      answers: { 200: events("a snapshot every second, each with a Snapshot as its data; over, when the run is") },
      problems: noSuchRun,
    }),
  },
  "/api/runs/{run}/speed": {
    get: operation({
      id: "getSpeed",
      summary: "How many files were done when, since the first of them; stretches without any are left out",
      parameters,
      answers: { 200: answer("stretches of time, one after the other", "Speed") },
      problems: noSuchRun,
    }),
  },
  "/api/runs/{run}/rejected": {
    get: operation({
      id: "listRejected",
      summary: "The first 200 files that were refused or given up, and why",
      parameters,
      answers: { 200: answer("how many there are, and the first of them", "Rejected") },
      problems: noSuchRun,
    }),
  },
  "/api/runs/{run}/retry": {
    post: operation({
      id: "retryRejected",
      summary: "Try the refused and given-up files of a run that is over once more",
      parameters,
      answers: { 200: answer("how many are tried again", "Retried") },
      problems: {
        403: "the request may change nothing here",
        404: "no such run",
        422: "the run is under way",
      },
    }),
  },
};
