import type { PredictionState } from "../../runs/queues/predictQueues.js";
import type { PredictionResource } from "./schemas/predictionSchemas.js";
import { problemOf } from "../http/problem.js";

/** A prediction in the API's format. */
export function predictionResource(id: string, state: PredictionState): PredictionResource {
  if (state.state === "failed") return { id, state: "failed", problem: problemOf("service-down", state.reason) };
  if (state.state !== "done") return { id, state: state.state };
  if (state.overTime !== undefined) return { id, state: "done", overTime: state.overTime };
  const [outcome] = state.outcomes;
  if (outcome?.ok === true) return { id, state: "done", prediction: outcome.prediction };
  const problem =
    outcome === undefined
      ? problemOf("internal-error", "the prediction has no outcome")
      : problemOf(outcome.code, outcome.message);
  return { id, state: "failed", problem };
}
