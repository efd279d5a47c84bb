import { answer, events, jsonBody, locationHeader, operation, pathParameter, type Json } from "./operation.js";

const noSuchRun = { 404: "no such run" };
const parameters = [pathParameter("run")];

export const runPaths: Json = {
  "/api/runs": {
    get: operation({
      id: "listRuns",
      summary: "All runs with their progress and headline figures, newest first",
      answers: { 200: answer("the runs", "Runs") },
      problems: {},
    }),
    post: operation({
      id: "startRun",
      summary: "Start a run; settings left out take the defaults of ser run",
      requestBody: jsonBody("RunQuestion"),
      answers: { 201: answer("the run has started", "StartedRun", locationHeader("URL of the run")) },
      problems: {
        400: "the request is malformed, or the name is taken",
        403: "the source is not allowed, or changes are not allowed",
        413: "the request is too large",
        422: "the source cannot be listed, or its labels file cannot be read",
      },
    }),
  },
  "/api/runs/{run}": {
    get: operation({
      id: "getRun",
      summary: "A run: its progress, and its report once it is done",
      parameters,
      answers: { 200: answer("the run", "Run") },
      problems: noSuchRun,
    }),
    patch: operation({
      id: "annotateRun",
      summary: "Set a run's tags or note; a field that is left out stays unchanged",
      parameters,
      requestBody: jsonBody("RunNotes"),
      answers: { 200: answer("the tags and the note", "RunNotes") },
      problems: {
        400: "the request is malformed",
        403: "changes are not allowed",
        404: "no such run",
        413: "the request is too large",
      },
    }),
    delete: operation({
      id: "deleteRun",
      summary: "Delete a finished or cancelled run, with its results and the rows that no other run uses",
      parameters,
      answers: { 200: answer("what was freed; the run's models are kept", "Deleted") },
      problems: {
        403: "changes are not allowed",
        404: "no such run",
        413: "the request is too large",
        422: "the run is running",
      },
    }),
  },
  "/api/runs/{run}/events": {
    get: operation({
      id: "followRun",
      summary: "Stream of a run's snapshots",
      parameters,
      answers: { 200: events("a snapshot every second, each with a Snapshot as its data; they end with the run") },
      problems: noSuchRun,
    }),
  },
  "/api/runs/{run}/speed": {
    get: operation({
      id: "getSpeed",
      summary: "Files done over time, since the first one; slots without any are left out",
      parameters,
      answers: { 200: answer("time slots in chronological order", "Speed") },
      problems: noSuchRun,
    }),
  },
  "/api/runs/{run}/rejected": {
    get: operation({
      id: "listRejected",
      summary: "The first 200 rejected or given-up files, and why",
      parameters,
      answers: { 200: answer("their number and the first ones", "Rejected") },
      problems: noSuchRun,
    }),
  },
  "/api/runs/{run}/cancel": {
    post: operation({
      id: "cancelRun",
      summary: "Stop a run; finished work is kept, and starting it with the same settings resumes it",
      parameters,
      answers: { 200: answer("no worker is processing a job of this run any more", "Cancelled") },
      problems: {
        403: "changes are not allowed",
        404: "no such run",
        413: "the request is too large",
        422: "the run is over",
      },
    }),
  },
  "/api/runs/{run}/resume": {
    post: operation({
      id: "resumeRun",
      summary: "Resume a cancelled run with the settings that it was started with",
      parameters,
      answers: { 200: answer("the run has started", "StartedRun") },
      problems: {
        403: "the request may change nothing here, or the run's source is not among the allowed ones",
        404: "no such run",
        413: "the request is too large",
        422: "the run is not cancelled, or its source cannot be listed",
      },
    }),
  },
  "/api/runs/{run}/retry": {
    post: operation({
      id: "retryRejected",
      summary: "Retry the rejected and given-up files of a finished run",
      parameters,
      answers: { 200: answer("number of files to retry", "Retried") },
      problems: {
        403: "changes are not allowed",
        404: "no such run",
        422: "the run is running",
      },
    }),
  },
  "/api/workers": {
    get: operation({
      id: "listWorkers",
      summary: "The running workers, as they report themselves",
      answers: { 200: answer("one entry per process and kind", "Workers") },
      problems: {},
    }),
  },
};
