import { z } from "zod";
import {
  decodePredictions,
  type OutOfFoldPrediction,
  predictionsBlob,
  type PredictionTable,
} from "../../report/predictionTable.js";
import { reportBlob } from "../../report/report.js";
import type { Services } from "../../runs/services.js";
import { PromiseCache } from "../../shared/async/promiseCache.js";

/** Out-of-fold predictions for a recording, and how often such predictions are right. */
export interface OutOfFoldAnswers {
  /** one per recipe, set of speakers and protocol; empty for a recording that is not in the run */
  readonly answers: readonly {
    readonly recipe: string;
    readonly set: string;
    readonly protocol: string;
    readonly nested: boolean;
    readonly predicted: string;
    readonly probabilities?: Readonly<Record<string, number>> | undefined;
  }[];
  /**
   * by set of speakers and emotion: how often the run's models predicted it for new speakers, and how often correctly;
   * by nested cross-validation if the run has it
   */
  readonly worth: Readonly<
    Record<string, Readonly<Record<string, { readonly called: number; readonly right: number }>>>
  >;
}

/** Tables cached in memory: people switch between a few runs. */
const kept = 3;

interface ReadTable {
  readonly table: PredictionTable;
  readonly byKey: ReadonlyMap<string, readonly OutOfFoldPrediction[]>;
  /** by the last part of the key */
  readonly byName: ReadonlyMap<string, readonly OutOfFoldPrediction[]>;
  readonly worth: OutOfFoldAnswers["worth"];
}

const nothing: ReadTable = {
  table: { classes: [], rows: [] },
  byKey: new Map(),
  byName: new Map(),
  worth: {},
};

/** The out-of-fold predictions of runs, read at the first request. */
export class OutOfFold {
  readonly #services: Services;
  readonly #tables = new PromiseCache<ReadTable>(kept);

  constructor(services: Services) {
    this.#services = services;
  }

  /**
   * @param asked a recording by its key, or by its base name
   * @returns no answers if the run stored no predictions, as during training
   * @throws NotFoundError if there is no such run
   */
  async of(
    run: string,
    asked: { readonly key?: string | undefined; readonly name?: string | undefined },
  ): Promise<OutOfFoldAnswers> {
    const { times } = await this.#services.runs.require(run);
    const { table, byKey, byName, worth } = await this.#tables.get(`${run} ${times.endedAt ?? 0}`, async () => {
      const [stored, report] = await Promise.all([
        this.#services.runs.blob(run, predictionsBlob),
        this.#services.runs.blob(run, reportBlob),
      ]);
      return stored === undefined ? nothing : read(await decodePredictions(stored), recipeOf(report));
    });
    const rows = asked.key === undefined ? byName.get(asked.name ?? "") : byKey.get(asked.key);
    const answers = (rows ?? []).map(({ recipe, set, protocol, isNested, predicted, probabilities }) => ({
      ...{ recipe, set, protocol, nested: isNested, predicted },
      ...(probabilities === undefined
        ? {}
        : { probabilities: Object.fromEntries(table.classes.map((label, k) => [label, probabilities[k]!])) }),
    }));
    return { answers, worth };
  }
}

const winnerSchema = z.object({ recipes: z.object({ winner: z.string() }).optional() });

/** The recipe whose models a run stored; runs without a comparison have the study's. */
function recipeOf(report: Uint8Array | undefined): string {
  if (report === undefined) return "study";
  return winnerSchema.parse(JSON.parse(Buffer.from(report).toString())).recipes?.winner ?? "study";
}

function read(table: PredictionTable, recipe: string): ReadTable {
  const byKey = new Map<string, OutOfFoldPrediction[]>();
  const ofNewSpeakers = table.rows.filter((row) => row.recipe === recipe && row.protocol === "byActor");
  const nestedSets = new Set(ofNewSpeakers.filter(({ isNested }) => isNested).map(({ set }) => set));
  const worth = new Map<string, Map<string, { called: number; right: number }>>();
  for (const row of table.rows) {
    const ofKey = byKey.get(row.key);
    if (ofKey === undefined) byKey.set(row.key, [row]);
    else ofKey.push(row);
  }
  for (const { set, isNested, predicted, emotion } of ofNewSpeakers) {
    if (isNested !== nestedSets.has(set)) continue; // a run with both has every recording twice
    const bySet = worth.get(set) ?? new Map<string, { called: number; right: number }>();
    const { called, right } = bySet.get(predicted) ?? { called: 0, right: 0 };
    worth.set(set, bySet.set(predicted, { called: called + 1, right: right + (predicted === emotion ? 1 : 0) }));
  }
  const byName = new Map([...byKey].map(([key, rows]) => [key.slice(key.lastIndexOf("/") + 1), rows]));
  return {
    table,
    byKey,
    byName,
    worth: Object.fromEntries([...worth].map(([set, bySet]) => [set, Object.fromEntries(bySet)])),
  };
}
