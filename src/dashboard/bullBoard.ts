import { createBullBoard } from "@bull-board/api";
import { BullMQAdapter } from "@bull-board/api/bullMQAdapter";
import { ExpressAdapter } from "@bull-board/express";
import type { Job, Queue } from "bullmq";
import compression from "compression";
import { Router, type Express, type RequestHandler } from "express";
import { queueNames } from "../runs/jobs.js";
import { openQueue } from "../runs/queues/openQueue.js";
import type { QueueAddress } from "../runs/queues/queueAddress.js";
import { boardHistory } from "./boardHistory.js";
import { ProblemError } from "./http/problem.js";

/** Bull Board over all queues, for mounting at `basePath`. */
export function bullBoard(
  address: QueueAddress,
  basePath: string,
  readOnly: boolean,
): { readonly router: RequestHandler; close(): Promise<void> } {
  const options = { connection: address.redis, prefix: address.prefix };
  const queues = queueNames.map((name) => openQueue(name, options));
  const adapter = new ExpressAdapter();
  adapter.setBasePath(basePath);
  createBullBoard({
    queues: queues.map((queue) => new BullMQAdapter(queue, { readOnlyMode: readOnly })),
    serverAdapter: adapter,
    options: {
      uiConfig: {
        boardTitle: "Queues",
        showMetrics: true,
        miscLinks: [{ text: "Back to the dashboard", url: "../" }],
      },
      historyProvider: boardHistory(queues),
    },
  });
  const router = Router();
  router.use(compression());
  router.use(fromThisMachineAlone);
  router.use(onlyHarmlessChanges);
  router.put("/api/queues/:queue/:job/promote", promotesDelayed(queues));
  router.use((adapter.getRouter() as Express).disable("x-powered-by"));
  return {
    router,
    async close() {
      await Promise.all(queues.map(async (queue) => queue.close()));
    },
  };
}

/**
 * Allowed actions on jobs and queues: retry, promote, clean and pause. Jobs must not be added or changed: a job's
 * source is checked when it is submitted, not when it is processed, so a forged job could read any file of a worker's
 * machine.
 */
const harmlessChanges = [
  /^\/api\/queues\/(?:[^/]+\/)?(?:pause|resume)$/,
  /^\/api\/queues\/[^/]+\/(?:retry|clean)\/[^/]+$/,
  /^\/api\/queues\/[^/]+\/promote$/,
  /^\/api\/queues\/[^/]+\/[^/]+\/(?:retry|clean|promote)$/,
];

const onlyHarmlessChanges: RequestHandler = (request, _response, next) => {
  const isSafe = request.method === "GET" || request.method === "HEAD";
  const isHarmless = request.method === "PUT" && harmlessChanges.some((path) => path.test(request.path));
  if (!isSafe && !isHarmless)
    throw new ProblemError("read-only", "jobs can be retried, promoted, cleaned and paused here, not added or changed");
  next();
};

/** Bull Board would respond with 500 for a job that is not delayed, although the request is wrong. */
function promotesDelayed(queues: readonly Queue[]): RequestHandler<{ queue: string; job: string }> {
  return async ({ params }, _response, next) => {
    const job = (await queues.find(({ name }) => name === params.queue)?.getJob(params.job)) as Job | undefined;
    if (job !== undefined && !(await job.isDelayed()))
      throw new ProblemError("bad-payload", `job ${params.job}: only a delayed job can be promoted`);
    next();
  };
}

/** The policy of our own pages, except that this page sets its base and uses inline styles. */
const boardPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'self'",
  "frame-ancestors 'none'",
].join("; ");

/** Bull Board's page loads fonts from a public service, which the policy forbids; it falls back to others. */
const fontLink = /<link\b[^>]*\bhref="https:\/\/fonts\.googleapis\.com[^>]*>/g;

/** Serves Bull Board's pages without resources from other hosts, which could track the users. */
const fromThisMachineAlone: RequestHandler = (_request, response, next) => {
  response.set("Content-Security-Policy", boardPolicy);
  const send = response.send.bind(response);
  response.send = (body: unknown) => send(typeof body === "string" ? body.replace(fontLink, "") : body);
  next();
};
