import { Router, type Request, type Response } from "express";
import { z } from "zod";
import { requireSound } from "../../../audio/decodeAudio.js";
import type { PredictFile, PredictPayload } from "../../../runs/jobs.js";
import { defaultPredictOptions } from "../../../models/prediction.js";
import { overTimeText } from "../../../models/emotionOverTime.js";
import { type OverTimeFormat, overTimeFormats } from "../../../models/overTimeText.js";
import type { Services } from "../../../runs/services.js";
import { UploadsFullError, type UploadRef } from "../../../runs/uploads/uploadStore.js";
import type { ModelsRef } from "../../../models/modelStore.js";
import { AddressLimit, blockOf } from "../../http/addressLimit.js";
import { allowedObject } from "../../sources/allowedSources.js";
import {
  questionSchema,
  sourceQuestionSchema,
  type PredictionResource,
  type Question,
} from "../schemas/predictionSchemas.js";
import type { Login } from "../../http/basicAuth.js";
import { Places } from "../../sources/places.js";
import { predictionEvents } from "../predictionEvents.js";
import { predictionResource } from "../predictionResource.js";
import { ProblemError, sendProblem } from "../../http/problem.js";
import { readUpload, uploadedFile, type UploadReading } from "../../http/upload.js";
import { queryWithTimeout } from "../../http/queryWithTimeout.js";

export interface PredictionRouteSettings {
  readonly maxUploadBytes: number;
  /** s3:// prefixes that clients may read from; undefined: the sources of the runs */
  readonly allowedSources: readonly string[] | undefined;
  /** undefined: the client's address is unknown */
  readonly login: Login | undefined;
  /** rate limit per address while no login is required */
  readonly anonymous?: AnonymousLimits;
  /** limits on concurrent and slow uploads */
  readonly uploadReading?: UploadReading;
}

/** Stops runaway programs. Uploads pass through memory, hence the limit on bytes. */
export interface AnonymousLimits {
  readonly questions: number;
  readonly bytes: number;
  readonly withinSec: number;
}

const usualLimits: AnonymousLimits = { questions: 1_200, bytes: 500_000_000, withinSec: 60 };

/** POST /api/predictions, GET /api/predictions/:id and its events. */
export function predictionRoutes(services: Services, settings: PredictionRouteSettings): Router {
  const upload = readUpload(settings.maxUploadBytes, settings.uploadReading);
  const { anonymous = usualLimits } = settings;
  const questions = new AddressLimit(anonymous.questions, anonymous.withinSec);
  const bytes = new AddressLimit(anonymous.bytes, anonymous.withinSec);
  const count = async (limit: AddressLimit, request: Request, amount: number): Promise<void> => {
    const waitSec = settings.login === undefined ? await limit.add(request.ip ?? "", amount) : undefined;
    if (waitSec !== undefined)
      throw new ProblemError("too-many", `too many requests within ${anonymous.withinSec} s`, waitSec);
  };
  const router = Router();
  router.post("/", async (request, response) => {
    await count(questions, request, 1);
    const isForm = Boolean(request.is("multipart/form-data"));
    if (!isForm && !request.is("application/json"))
      throw new ProblemError("unsupported-media-type", "expected multipart/form-data with a file, or application/json");
    if (isForm) {
      await upload(request, response);
      await count(bytes, request, request.file?.size ?? 0);
    }
    await submit(services, settings, isForm, request, response);
  });
  // Other keys under the queue's prefix in Redis have other names.
  router.param("id", (_request, _response, next, id: string) => {
    if (!z.uuid().safeParse(id).success) throw unknownPrediction(id);
    next();
  });
  router.get("/:id", async (request, response) => {
    const { id } = request.params;
    const state = await queryWithTimeout(services, async () => services.predictions.find("predict", id));
    if (state === undefined) throw unknownPrediction(id);
    sendPrediction(request, response, predictionResource(id, state));
  });
  router.get("/:id/events", predictionEvents(services));
  return router;
}

/**
 * Enqueues the recording of the request; responds at once, or with `?wait=SEC` as soon as the prediction has finished.
 */
async function submit(
  services: Services,
  settings: PredictionRouteSettings,
  isForm: boolean,
  request: Request,
  response: Response,
): Promise<void> {
  const waitSec = readWait(request);
  formatOf(request); // before anything is stored
  const { source, key, ...question } = isForm
    ? { source: undefined, key: undefined, ...questionSchema.parse(request.body) }
    : sourceQuestionSchema.parse(request.body);
  const enrol = String(question.enrol) === "true";
  if (enrol && (question.speaker === undefined || source !== undefined))
    throw new ProblemError("bad-payload", "enrol: expected an uploaded file and its speaker");
  const overTime = overTimeOf(question);
  const id = await queryWithTimeout(
    services,
    async () => {
      // Models first: if there are none, the recording is not stored.
      const models = await findModels(services, question.run);
      const file = await (source === undefined
        ? storeUpload(services, request)
        : objectFile(services, settings, source, key));
      try {
        return await services.predictions.submit("predict", {
          ...optionsOf(question),
          ...overTime,
          enrol,
          models,
          files: [file],
        });
      } catch (error) {
        if (file.kind === "upload") await services.uploads.remove(file);
        throw error;
      }
    },
    submitLimitMs,
  );
  response.location(`/api/predictions/${id}`);

  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), waitSec * 1_000);
  response.once("close", () => over.abort());
  const end = waitSec === 0 ? undefined : await services.predictions.end("predict", id, over.signal);
  clearTimeout(timer);
  if (end === undefined) {
    response.status(202).json(predictionResource(id, { state: "waiting" }));
    return;
  }
  const resource = predictionResource(id, end);
  if (resource.problem === undefined) sendPrediction(request, response, resource);
  else sendProblem(response, resource.problem);
}

function optionsOf({
  gender,
  minGenderConfidence,
  force,
  speaker,
}: Question): Pick<PredictPayload, "gender" | "minGenderConfidence" | "force" | "speaker"> {
  return {
    ...(String(force) === "true" ? { force: true } : {}),
    ...(speaker === undefined ? {} : { speaker }),
    gender: gender ?? defaultPredictOptions.gender,
    minGenderConfidence: minGenderConfidence ?? defaultPredictOptions.minGenderConfidence,
  };
}

function overTimeOf({ window, hop = window, speaker, enrol }: Question): Pick<PredictPayload, "overTime"> {
  if (window === undefined && hop !== undefined)
    throw new ProblemError("bad-payload", "hop: only allowed together with window, in seconds");
  if (window === undefined) return {};
  if (speaker !== undefined || enrol !== undefined)
    throw new ProblemError("bad-payload", "window: cannot be combined with speaker or enrol");
  return { overTime: { windowSec: window, hopSec: hop! } };
}

/** As JSON; predictions over time also as CSV or WebVTT, by `format` or the Accept header. */
function sendPrediction(request: Request, response: Response, resource: PredictionResource): void {
  const format = formatOf(request);
  if (resource.overTime === undefined || format === "json") {
    response.json(resource);
    return;
  }
  const type = format === "csv" ? "text/csv" : "text/vtt";
  response.type(`${type}; charset=utf-8`).send(overTimeText(resource.overTime, format));
}

function formatOf(request: Request): OverTimeFormat {
  const { format } = request.query;
  const named = overTimeFormats.find((each) => each === format);
  if (format !== undefined && named === undefined)
    throw new ProblemError("bad-payload", `format: expected ${overTimeFormats.join(", ")}`);
  if (named !== undefined) return named;
  const accepted = request.accepts(["application/json", "text/csv", "text/vtt"]);
  return accepted === "text/csv" ? "csv" : accepted === "text/vtt" ? "vtt" : "json";
}

/** An upload is stored in Redis in between. */
const submitLimitMs = 10_000;

/** Maximum time that a client may wait in one request. */
const longestWaitSec = 60;

function readWait(request: Request): number {
  const { wait } = request.query;
  if (wait === undefined) return 0;
  const seconds = typeof wait === "string" && wait !== "" ? Number(wait) : NaN;
  if (!(seconds >= 0 && seconds <= longestWaitSec))
    throw new ProblemError("bad-payload", `wait: expected 0 to ${longestWaitSec} seconds`);
  return seconds;
}

async function findModels(services: Services, name: string | undefined): Promise<ModelsRef> {
  const found = await services.models.find(name);
  if (found !== undefined) return found;
  if (name !== undefined)
    throw new ProblemError("unknown-model", `run ${name}: no models; GET /api/models lists the available ones`);
  throw new ProblemError("no-model", "no models are current; make some current with ser models promote RUN");
}

async function objectFile(
  { runs }: Services,
  { allowedSources }: PredictionRouteSettings,
  source: string,
  key: string | undefined,
): Promise<PredictFile> {
  if (key === undefined) return { kind: "object", ...(await allowedObject(source, allowedSources, runs)) };
  await new Places(allowedSources, runs).requireFile(source, key);
  return { kind: "object", store: source, key };
}

async function storeUpload(services: Services, request: Request): Promise<PredictFile> {
  const { bytes, name } = uploadedFile(request);
  // Rejects at once what is obviously not audio; decoding finds the rest.
  requireSound(bytes);
  return { kind: "upload", ...(await putUpload(services, bytes, blockOf(request.ip ?? ""))), name };
}

async function putUpload({ uploads }: Services, bytes: Uint8Array, client: string): Promise<UploadRef> {
  try {
    return await uploads.put(bytes, client);
  } catch (error) {
    if (error instanceof UploadsFullError) throw new ProblemError("busy", `${error.message}; try again shortly`);
    throw error;
  }
}

function unknownPrediction(id: string): ProblemError {
  return new ProblemError("not-found", `prediction ${id}: unknown or expired`);
}
