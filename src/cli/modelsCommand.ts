import { modelSets } from "../models/modelFile.js";
import type { ListedModels } from "../models/modelStore.js";
import { withServices } from "./session.js";
import { print } from "./say.js";

export interface ModelsOptions {
  readonly json?: boolean;
  readonly models?: string;
}

/** `ser models` */
export async function modelsCommand(options: ModelsOptions): Promise<void> {
  await withServices(
    async ({ models }) => {
      const listed = await models.list();
      if (options.json === true) print(`${JSON.stringify(listed)}\n`);
      else if (listed.length === 0) print(`no models in ${models.place}; train some with ser run SOURCE --out DIR\n`);
      else print(modelsText(listed));
    },
    { quiet: true, ...(options.models === undefined ? {} : { models: options.models }) },
  );
}

/** `ser models promote RUN` */
export async function promoteCommand(run: string, options: ModelsOptions): Promise<void> {
  await withServices(
    async ({ models }) => {
      const { version } = await models.promote(run);
      print(`run ${run}, version ${version}: its models are now current\n`);
    },
    { quiet: true, ...(options.models === undefined ? {} : { models: options.models }) },
  );
}

/** A paragraph a training, a line a model. */
function modelsText(listed: readonly ListedModels[]): string {
  const paragraphs = listed.map(({ run, version, createdAt, models, isCurrent }) => {
    const synthetic = models.some((model) => model.synthetic) ? ", trained on SYNTHETIC voices" : "";
    const lines = modelSets.flatMap((set) =>
      models
        .filter((model) => model.set === set)
        .map(({ id, rows, scores: { byActor } }) => {
          const figures = `accuracy ${byActor.accuracy.toFixed(3)}  macro F1 ${byActor.macroF1.toFixed(3)}`;
          return `  ${set.padEnd(7)} ${figures}  ${rows} recordings  ${id}`;
        }),
    );
    return [`${run} ${version}  ${createdAt}${synthetic}${isCurrent ? "  CURRENT" : ""}`, ...lines].join("\n");
  });
  return `${paragraphs.join("\n")}\nScores are for new speakers (cross-validated by actor).\n`;
}
