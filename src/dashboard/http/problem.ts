import type { ErrorRequestHandler, Request, Response } from "express";
import { z } from "zod";
import {
  ConfigError,
  inputCodes,
  InputError,
  NotFoundError,
  TransientError,
  type InputCode,
} from "../../shared/errors.js";
import type { Logger } from "../../shared/logger.js";

/** Errors of HTTP requests other than those of the inputs. */
export const httpCodes = [
  "not-found",
  "unsupported-media-type",
  "unauthorized",
  "cross-origin",
  "read-only",
  "too-slow",
  "too-many",
  "busy",
  "service-down",
  "internal-error",
] as const;
export type ProblemCode = InputCode | (typeof httpCodes)[number];

/** A problem document of RFC 9457. Its type adds nothing to its status; programs use `code`. */
export const problemSchema = z.object({
  type: z.literal("about:blank"),
  title: z.string(),
  status: z.int().min(400).max(599),
  detail: z.string(),
  code: z.enum([...inputCodes, ...httpCodes]),
});
export type Problem = z.infer<typeof problemSchema>;

const badRequest = [400, "Bad Request"] as const;
const forbidden = [403, "Forbidden"] as const;
const unprocessable = [422, "Unprocessable Content"] as const;

const statuses: Readonly<Record<ProblemCode, readonly [status: number, title: string]>> = {
  "bad-payload": badRequest,
  unauthorized: [401, "Unauthorized"],
  "source-not-allowed": forbidden,
  "cross-origin": forbidden,
  "read-only": forbidden,
  "not-found": [404, "Not Found"],
  "too-slow": [408, "Request Timeout"],
  "no-model": [409, "Conflict"],
  "too-large": [413, "Content Too Large"],
  "unsupported-media-type": [415, "Unsupported Media Type"],
  "bad-file-name": unprocessable,
  "bad-source": unprocessable,
  "bad-labels": unprocessable,
  "bad-segment": unprocessable,
  "missing-object": unprocessable,
  "access-denied": unprocessable,
  "archived-object": unprocessable,
  "unsupported-audio": unprocessable,
  "corrupt-audio": unprocessable,
  "truncated-audio": unprocessable,
  "too-short": unprocessable,
  "timed-out": unprocessable,
  "no-sound": unprocessable,
  "no-speech": unprocessable,
  "decoder-missing": unprocessable,
  "too-few-recordings": unprocessable,
  "corrupt-rows": [500, "Internal Server Error"],
  "files-unaccounted": [500, "Internal Server Error"],
  "feature-set-mismatch": unprocessable,
  "bad-embedding": unprocessable,
  "unknown-model": unprocessable,
  "unknown-speaker": unprocessable,
  "too-many": [429, "Too Many Requests"],
  "internal-error": [500, "Internal Server Error"],
  busy: [503, "Service Unavailable"],
  "service-down": [503, "Service Unavailable"],
};

/** Thrown by a route that cannot fulfil a request. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly problem: Problem;
  readonly retryAfterSec: number | undefined;

  constructor(code: ProblemCode, detail: string, retryAfterSec?: number) {
    super(detail);
    this.problem = problemOf(code, detail);
    this.retryAfterSec = retryAfterSec;
  }
}

export function problemOf(code: ProblemCode, detail: string): Problem {
  const [status, title] = statuses[code];
  return { type: "about:blank", title, status, detail, code };
}

/** Retry-After of a temporarily unavailable server. */
const usualRetryAfterSec = 5;

export function sendProblem(response: Response, problem: Problem, retryAfterSec?: number): void {
  const afterSec = retryAfterSec ?? (problem.status === 503 ? usualRetryAfterSec : undefined);
  if (afterSec !== undefined) response.set("Retry-After", String(afterSec));
  response.status(problem.status).type("application/problem+json").send(JSON.stringify(problem));
}

/**
 * The last handler: turns an error into a problem document, or into a page for people.
 *
 * @param pageOf renders a problem as a page; without it, people also get problem documents
 */
export function problemHandler(logger: Logger, pageOf?: (problem: Problem) => string): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const problem = describe(error);
    if (problem.status >= 500)
      logger.warn(
        { path: request.path, error: error instanceof Error ? error.message : String(error) },
        "HTTP problem",
      );
    if (response.headersSent) next(error);
    else if (pageOf !== undefined && wantsPage(request))
      response.status(problem.status).type("html").send(pageOf(problem));
    else sendProblem(response, problem, error instanceof ProblemError ? error.retryAfterSec : undefined);
  };
}

/** A browser's navigation prefers HTML; scripts and programs do not. */
function wantsPage(request: Request): boolean {
  const isApi = request.originalUrl.includes("/api/");
  return request.method === "GET" && !isApi && request.accepts(["application/json", "html"]) === "html";
}

function describe(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof InputError) return problemOf(error.code, error.message);
  if (error instanceof NotFoundError) return problemOf("not-found", error.message);
  if (error instanceof TransientError) return problemOf("service-down", error.message);
  if (error instanceof ConfigError) return problemOf("bad-source", error.message);
  if (error instanceof z.ZodError) return problemOf("bad-payload", z.prettifyError(error));
  const { status } = error as { status?: unknown }; // Express's own errors: malformed JSON, a bad escape in the path
  if (typeof status === "number" && status >= 400 && status < 500)
    return problemOf(status === 413 ? "too-large" : "bad-payload", (error as Error).message);
  return problemOf("internal-error", "internal error; see the server's log");
}
