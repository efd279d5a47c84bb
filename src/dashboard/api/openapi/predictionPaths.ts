import { overTimeFormats } from "../../../models/overTimeText.js";
import { answer, events, json, locationHeader, operation, pathParameter, ref, type Json } from "./operation.js";

const location = locationHeader("URL of the prediction");

const format: Json = {
  name: "format",
  in: "query",
  description: "format of predictions over time; default: by the Accept header",
  schema: { type: "string", enum: overTimeFormats },
};

/** A prediction; predictions over time also as a table of windows or as subtitles. */
function predicted(description: string, headers?: Json): Json {
  const asJson = answer(description, "Prediction", headers);
  const text = { schema: { type: "string" } };
  return { ...asJson, content: { ...json("Prediction"), "text/csv": text, "text/vtt": text } };
}

export const predictionPaths: Json = {
  "/api/predictions": {
    post: operation({
      id: "submitPrediction",
      summary: "Predict the emotion in a recording",
      parameters: [
        {
          name: "wait",
          in: "query",
          description: "seconds to wait for the prediction; without it, or after that time, 202",
          schema: { type: "number", minimum: 0, maximum: 60 },
        },
        format,
      ],
      requestBody: {
        required: true,
        content: { "multipart/form-data": { schema: ref("FileQuestion") }, ...json("SourceQuestion") },
      },
      answers: {
        200: predicted("the prediction, within the given time", location),
        202: answer("enqueued", "Prediction", location),
      },
      problems: {
        400: "the request is malformed",
        403: "the source is not allowed, or changes are not allowed",
        408: "the upload was too slow",
        409: "no models are current",
        413: "the file is too large",
        415: "neither a form nor JSON",
        422: "not a readable recording, or an unknown model",
        429: "too many requests from this address without a login, or too many wrong passwords",
        503: "Redis does not respond, or too much is being uploaded",
      },
    }),
  },
  "/api/predictions/{id}": {
    get: operation({
      id: "getPrediction",
      summary: "State of a prediction, and its result",
      parameters: [pathParameter("id"), format],
      answers: { 200: predicted("its state, then its result or what is wrong with the recording") },
      problems: { 400: "an unknown format", 404: "no such prediction" },
    }),
  },
  "/api/predictions/{id}/events": {
    get: operation({
      id: "followPrediction",
      summary: "Stream of a prediction's states",
      parameters: [pathParameter("id")],
      answers: { 200: events("waiting, computing, then done or failed; the data of each is a Prediction") },
      problems: { 404: "no such prediction" },
    }),
  },
};
