import type { LabelIndex } from "../corpus/labelsFile/labelIndex.js";
import { labelsOfName } from "../corpus/dataSets.js";
import { SharedSentences } from "../corpus/sharedSentences.js";
import { isSyntheticMarker } from "../corpus/syntheticCorpus.js";
import {
  type AskedSettings,
  automaticOptions,
  type AutomaticSetting,
  automaticSettings,
  type RunSettings,
  runSettingsSchema,
} from "../runs/jobs.js";
import type { Services } from "../runs/services.js";
import { ConfigError } from "../shared/errors.js";
import type { ObjectStore } from "../shared/objects/objectStore.js";
import { openLabels } from "./listedLabels.js";
import { planPage } from "./plan.js";

/** Rows with contours take almost four times the space, so larger corpora get them only on request. */
const maxRecordings = 5_000;

type ChoicePorts = Pick<Services, "openObjects">;

/**
 * Resolves the settings that are left to the program: random convolutions vote if the speakers say the same few
 * sentences, which is what they learn from; noisy copies of the functionals help where convolutions vote too
 * (docs/accuracy.md).
 *
 * @param before settings of the run to resume, which are kept
 * @throws ConfigError if the source cannot be listed or the labels file cannot be used, or one of them is asked for
 *   without linear models on functionals
 */
export async function chosenSettings(
  ports: ChoicePorts,
  asked: AskedSettings,
  before?: RunSettings,
): Promise<RunSettings> {
  requireVote(asked);
  const automatic = automaticSettings.filter((name) => asked[name] === "auto");
  const withChoice = (choice: (name: AutomaticSetting) => boolean): Partial<RunSettings> =>
    Object.fromEntries(automatic.map((name) => [name, choice(name)]));
  if (automatic.length === 0) return runSettingsSchema.parse(asked);
  if (before !== undefined)
    return runSettingsSchema.parse({
      ...asked,
      ...withChoice((name) => before[name]),
      automatic: before.automatic.filter((name) => automatic.includes(name)),
    });
  const settings = runSettingsSchema.parse({ ...asked, ...withChoice(() => false), automatic });
  const areUsed = hasVote(settings) && (await doShareSentences(ports, settings));
  return { ...settings, ...withChoice(() => areUsed) };
}

/** Whether linear models on functionals are trained. */
function hasVote({
  engine,
  recipe,
  forest,
  embedding,
}: Pick<RunSettings, "engine" | "recipe" | "forest" | "embedding">): boolean {
  return engine === "default" && recipe === "best" && forest === "default" && embedding === null;
}

function requireVote(asked: AskedSettings): void {
  const used = automaticSettings.filter((name) => asked[name] === true).map((name) => `--${automaticOptions[name]}`);
  if (used.length === 0 || hasVote(asked)) return;
  throw new ConfigError([
    `${used.join(" and ")} without linear models on functionals: these need the default engine and forest, --recipe best and no --embedding`,
  ]);
}

/** The line that announces what the program chose to use; undefined if nothing. */
export function choiceWords(settings: RunSettings): string | undefined {
  const used = settings.automatic.filter((name) => settings[name]);
  return used.length === 0
    ? undefined
    : `the speakers share a few sentences: ${used.map((name) => `${wordsOf[name]} (--no-${automaticOptions[name]} turns them off)`).join(", and ")}`;
}

const wordsOf: Readonly<Record<AutomaticSetting, string>> = {
  convolutions: "random convolutions vote too",
  noisyCopies: "noisy copies are trained on",
};

/**
 * Lists the source until it is known whether its speakers share sentences. Synthetic voices sound alike in every
 * sentence.
 */
async function doShareSentences({ openObjects }: ChoicePorts, settings: RunSettings): Promise<boolean> {
  const store = await openObjects(settings.source);
  try {
    const labels = await openLabels({ openStore: openObjects }, settings);
    try {
      return await shareSentences(store, labels, settings);
    } finally {
      await labels?.close();
    }
  } finally {
    await store.close();
  }
}

async function shareSentences(
  store: ObjectStore,
  labels: LabelIndex | undefined,
  settings: RunSettings,
): Promise<boolean> {
  const sentences = new SharedSentences();
  let recordings = 0;
  for (const prefix of settings.prefixes)
    for (let after: string | null = null; ;) {
      const { entries, next } = await store.listPage({ prefix, after });
      if (entries.some(({ key }) => isSyntheticMarker(key))) return false;
      const labelled = await labels?.ofAll(entries.map(({ key }) => key));
      const plan = planPage(entries, settings, undefined, labelled);
      for (const { key } of [...plan.batches.flat(), ...plan.candidates]) {
        const name = labelled === undefined ? labelsOfName(key, settings) : undefined;
        sentences.add(name?.kind === "recording" ? name.labels : (plan.labels.get(key) ?? null));
        recordings += 1;
      }
      if (!sentences.mayBeShared || recordings > maxRecordings) return false;
      if (next === null) break;
      after = next;
    }
  return sentences.areShared;
}
