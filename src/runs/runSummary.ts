import { headlineOf } from "../report/headline.js";
import { reportBlob, reportSchema } from "../report/report.js";
import { PromiseCache } from "../shared/async/promiseCache.js";
import type { RunSummary } from "./chosenRuns.js";
import { runStatus } from "./runStatus.js";
import type { RunRecord } from "./runRecord.js";
import type { Services } from "./services.js";

/** The figures of a run's report that the list of runs shows. */
type RunResult = Pick<RunSummary, "macroF1" | "interval" | "emotions" | "featureSet" | "dataSets">;

const rememberedResults = 1_000;

/** Summaries of all runs. Reports do not change, so each is read once. */
export class RunSummaries {
  readonly #services: Services;
  readonly #results = new PromiseCache<RunResult>(rememberedResults);

  constructor(services: Services) {
    this.#services = services;
  }

  /** All summaries, newest run first. */
  async all(): Promise<RunSummary[]> {
    const names = await this.#services.runs.names();
    const found = await Promise.all(names.map(async (name) => this.#of(name)));
    return found.filter((summary) => summary !== undefined);
  }

  async #of(name: string): Promise<RunSummary | undefined> {
    const { runs } = this.#services;
    const [run, status, notes] = await Promise.all([runs.get(name), runStatus(this.#services, name), runs.notes(name)]);
    if (run === undefined || status === undefined) return undefined;
    const { createdAt, endedAt } = run.times;
    const id = `${name} ${createdAt ?? 0} ${endedAt ?? 0}`;
    return {
      ...status,
      startedAt: createdAt === undefined ? null : new Date(createdAt).toISOString(),
      tookSec: createdAt === undefined || endedAt === undefined ? null : (endedAt - createdAt) / 1_000,
      ...(endedAt === undefined
        ? withoutResult(run)
        : await this.#results.get(id, async () => readResult(this.#services, run))),
      ...notes,
    };
  }
}

/** Like `RunSummaries.all`, for a single call. */
export async function runSummaries(services: Services): Promise<RunSummary[]> {
  return new RunSummaries(services).all();
}

function withoutResult({ settings: { emotions }, listing }: RunRecord): RunResult {
  return {
    macroF1: null,
    interval: null,
    emotions: emotions === "auto" ? [] : emotions,
    featureSet: null,
    dataSets: Object.keys(listing.datasets),
  };
}

async function readResult({ runs }: Services, run: RunRecord): Promise<RunResult> {
  const stored = await runs.blob(run.name, reportBlob);
  if (stored === undefined) return withoutResult(run);
  const report = reportSchema.parse(JSON.parse(new TextDecoder().decode(stored)));
  const scores = headlineOf(report)?.scores;
  return {
    macroF1: scores?.macroF1 ?? null,
    interval: scores?.intervals?.macroF1 ?? null,
    emotions: report.emotions?.chosen ?? withoutResult(run).emotions,
    featureSet: report.featureSet ?? null,
    dataSets: (report.datasets ?? []).map(({ name }) => name),
  };
}
