import { setTimeout as sleep } from "node:timers/promises";
import { InputError } from "../shared/errors.js";
import type { PredictFile, PredictionQueueName, PredictPayload } from "../runs/jobs.js";
import type { PredictOutcome } from "../models/outcome.js";
import type { PredictQueues } from "../runs/queues/predictQueues.js";
import type { PredictItem } from "./predictItems.js";

/** A recording's name with its prediction, or with the reason it failed. */
export interface NamedOutcome {
  readonly name: string;
  readonly outcome: PredictOutcome;
}

export interface ManyOptions {
  readonly queue: PredictionQueueName;
  /** the request of every job, without its files */
  readonly question: Omit<PredictPayload, "files">;
  readonly filesPerJob: number;
  /** maximum number of jobs in flight: bounds the memory here and in Redis */
  readonly jobsInHand: number;
  /** called for each recording enqueued, with the count so far */
  readonly onTaken?: (count: number) => void;
}

/** Requests predictions in batches and yields the results in the recordings' order, whatever order they arrive in. */
export async function* predictMany(
  predictions: Pick<PredictQueues, "submit" | "end">,
  items: AsyncIterable<PredictItem>,
  options: ManyOptions,
): AsyncGenerator<NamedOutcome> {
  const inFlight: Promise<NamedOutcome[]>[] = [];
  let taken = 0;
  for await (const batch of batches(items, options.filesPerJob)) {
    taken += batch.length;
    options.onTaken?.(taken);
    const answers = ask(predictions, batch, options);
    answers.catch(() => undefined); // thrown when its turn comes
    inFlight.push(answers);
    if (inFlight.length >= options.jobsInHand) yield* await inFlight.shift()!;
  }
  for (const answers of inFlight) yield* await answers;
}

async function ask(
  predictions: Pick<PredictQueues, "submit" | "end">,
  items: readonly PredictItem[],
  { queue, question }: ManyOptions,
): Promise<NamedOutcome[]> {
  const prepared = await Promise.all(items.map(async (item) => prepare(item)));
  const files = prepared.filter((each) => "kind" in each);
  const outcomes: PredictOutcome[] = [];
  if (files.length > 0) {
    const id = await predictions.submit(queue, { ...question, files });
    const end = await predictions.end(queue, id, new AbortController().signal);
    if (end?.state !== "done") throw new Error(`prediction ${id}: ${end?.reason ?? "it has expired"}`);
    outcomes.push(...end.outcomes);
  }
  return items.map(({ name }, i) => {
    const each = prepared[i]!;
    return { name, outcome: "kind" in each ? outcomes.shift()! : each };
  });
}

async function prepare(item: PredictItem): Promise<PredictFile | PredictOutcome> {
  try {
    return await item.file();
  } catch (error) {
    if (error instanceof InputError) return { ok: false, code: error.code, message: error.message };
    throw error;
  }
}

/** Groups items into batches; the last one may be smaller. */
async function* batches<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Warns once if no prediction arrives for a while: there may be no worker. */
export async function warnWithoutWorker(
  predictions: Pick<PredictQueues, "workers">,
  queue: PredictionQueueName,
  say: (line: string) => void,
  over: AbortSignal,
): Promise<void> {
  await sleep(graceMs, undefined, { signal: over, ref: false }).catch(() => undefined);
  if (over.aborted || (await predictions.workers(queue)) > 0) return;
  say("waiting: no prediction worker is connected to this Redis yet; start one with ser work predict");
}

/** An idle worker responds well within this time. */
const graceMs = 1_000;
