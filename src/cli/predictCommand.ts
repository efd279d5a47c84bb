import { SingleBar, Presets } from "cli-progress";
import { readPredictSource, type PredictItem, type PredictSource } from "../predictionClient/predictItems.js";
import { readableExtensions } from "../audio/formats.js";
import { SkippedFiles } from "../predictionClient/skippedFiles.js";
import { predictMany, warnWithoutWorker, type NamedOutcome } from "../predictionClient/predictMany.js";
import { openPredictionTable } from "../predictionClient/predictionTable.js";
import { withPredictSession, type PredictSession } from "../predictionClient/main.js";
import { readModelFiles } from "../models/loadModels.js";
import type { Config } from "../shared/config.js";
import { commandConfig } from "./commandConfig.js";
import { UsageError } from "../shared/errors.js";
import { createLogger } from "../shared/logger.js";
import type { GenderChoice } from "../models/prediction.js";
import type { Services } from "../runs/services.js";
import type { ModelsRef } from "../models/modelStore.js";
import { exitCodes } from "./failure.js";
import { predictionText } from "./predictionText.js";
import { print, say } from "./say.js";

export interface PredictCommandOptions {
  readonly gender: GenderChoice;
  readonly minGenderConfidence: number;
  readonly force?: boolean;
  readonly speaker?: string;
  readonly run?: string;
  readonly models?: string;
  readonly json?: boolean;
  readonly out?: string;
  readonly threads: number;
  readonly maxBytes: number;
  readonly embedding?: string;
  readonly followLinks?: boolean;
  readonly installRedis?: boolean;
}

const usualModels = "out/models";

/**
 * Up to this many recordings use the queue of single predictions; larger requests are bulk work, which has lower
 * priority.
 */
const fewRecordings = 8;

/** For bulk work: recordings per job, and jobs in flight. */
const bulk = { filesPerJob: 8, jobsInHand: 8 };

/** `ser predict`: returns the exit code, 1 if a recording has no prediction. */
export async function predictCommand(sources: readonly string[], options: PredictCommandOptions): Promise<number> {
  const config = commandConfig();
  if (options.out !== undefined && !/\.(csv|parquet)$/i.test(options.out))
    throw new UsageError(`--out ${options.out}: expected a name ending in .csv or .parquet`);
  if (sources.filter((source) => source === "-").length > 1) throw new UsageError("-: stdin can be read only once");
  return withPredictSession(
    {
      redisUrl: config.redisUrl,
      prefix: config.prefix,
      models: options.models ?? (await defaultModels(config)),
      keptModels: config.keptModels,
      s3: config.s3,
      uploads: { dir: config.uploadsDir },
      followLinks: options.followLinks,
      installRedis: options.installRedis,
      run: options.run,
      threads: options.threads,
      maxBytes: options.maxBytes,
      embedding: options.embedding ?? config.embedding,
      logger: createLogger(config.logLevel ?? "warn"),
      say,
    },
    async (session) => predictAll(session, sources, options),
  );
}

/** If neither --models nor the environment is set: the models of `ser run SOURCE --out out`, if there are any. */
async function defaultModels({ models, redisUrl }: Config): Promise<string> {
  const isSaid = models !== "redis" || redisUrl !== undefined;
  return isSaid || (await readModelFiles(usualModels)).length === 0 ? models : usualModels;
}

async function predictAll(
  session: PredictSession,
  sources: readonly string[],
  options: PredictCommandOptions,
): Promise<number> {
  const { services, models, workersAreHere } = session;
  if (options.embedding !== undefined && !workersAreHere)
    say(
      "--embedding is not used: the workers behind REDIS_URL compute with their own, see ser work predict --embedding",
    );
  const reader = {
    uploads: services.uploads,
    openObjects: services.openObjects,
    workersAreHere,
    maxBytes: options.maxBytes,
    skipped: new SkippedFiles(),
  };
  const named = await Promise.all(sources.map(async (source) => readPredictSource(source, reader)));
  const isBulk = named.length > fewRecordings || named.some((source) => source.kind === "many");
  const queue = isBulk ? "score" : "predict";

  const over = new AbortController();
  void warnWithoutWorker(services.predictions, queue, say, over.signal);
  const print = await printer(services, models, options);
  const bar = createBar(named, options);
  let rejected = 0;
  let done = 0;
  try {
    const answers = predictMany(services.predictions, itemsOf(named), {
      queue,
      question: {
        models,
        gender: options.gender,
        minGenderConfidence: options.minGenderConfidence,
        ...(options.force === true ? { force: true } : {}),
        ...(options.speaker === undefined ? {} : { speaker: options.speaker }),
      },
      ...(isBulk ? bulk : { filesPerJob: 1, jobsInHand: fewRecordings }),
      onTaken: (count) => bar?.setTotal(Math.max(named.length, count)),
    });
    for await (const answer of answers) {
      over.abort();
      if (!answer.outcome.ok) rejected += 1;
      await print.add(answer);
      done += 1;
      bar?.update(done);
    }
    await print.finish();
  } finally {
    over.abort();
    bar?.stop();
  }
  if (options.out !== undefined) say(`${options.out}: ${done} recordings, ${rejected} failed`);
  if (reader.skipped.sentence !== undefined) say(reader.skipped.sentence);
  if (done === 0) say(`no recordings found: expected file names ending in ${readableExtensions}`);
  return rejected === 0 && done > 0 ? 0 : exitCodes.failure;
}

async function* itemsOf(sources: readonly PredictSource[]): AsyncGenerator<PredictItem> {
  for (const source of sources) {
    if (source.kind === "one") yield source.item;
    else yield* source.items();
  }
}

interface Printer {
  add(answer: NamedOutcome): Promise<void>;
  finish(): Promise<void>;
}

/** To a file, as JSON lines, or as text for people. */
async function printer(services: Services, models: ModelsRef, options: PredictCommandOptions): Promise<Printer> {
  if (options.out !== undefined) {
    const manifest = await services.models.manifest(models);
    const labels = manifest?.models.find(({ set }) => set !== "gender")?.labels ?? [];
    return openPredictionTable(options.out, labels);
  }
  const add = options.json === true ? addJson : addText;
  return {
    async add(answer) {
      add(answer);
      return Promise.resolve();
    },
    finish: async () => Promise.resolve(),
  };
}

function addJson({ name, outcome }: NamedOutcome): void {
  const line = outcome.ok
    ? { file: name, ...outcome.prediction }
    : { file: name, error: { code: outcome.code, message: outcome.message } };
  print(`${JSON.stringify(line)}\n`);
}

function addText({ name, outcome }: NamedOutcome): void {
  if (outcome.ok) print(predictionText(name, outcome.prediction));
  else {
    const remedy = outcome.code === "no-speech" ? "; use --force to predict anyway" : "";
    say(`ser: ${name}: ${withoutName(name, outcome.message)} (${outcome.code})${remedy}`);
  }
}

/** Messages about a file usually begin with its key, which would repeat the name. */
function withoutName(name: string, message: string): string {
  const start = [name, name.slice(name.lastIndexOf("/") + 1)].find((text) => message.startsWith(`${text}: `));
  return start === undefined ? message : message.slice(start.length + 2);
}

/**
 * A progress bar if there are several recordings, stderr is a terminal, and predictions are not printed to the same
 * terminal.
 */
function createBar(sources: readonly PredictSource[], { out }: PredictCommandOptions): SingleBar | undefined {
  const isSeveral = sources.length > 1 || sources[0]?.kind === "many";
  if (!isSeveral || !process.stderr.isTTY || (process.stdout.isTTY && out === undefined)) return undefined;
  const bar = new SingleBar(
    { format: "predicting {bar} {value}/{total}", hideCursor: true, stream: process.stderr, clearOnComplete: true },
    Presets.shades_classic,
  );
  bar.start(sources.length, 0);
  return bar;
}
