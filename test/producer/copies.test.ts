import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { CopyFinder } from "../../src/producer/copies.js";
import { planPage } from "../../src/producer/plan.js";
import { runSettingsSchema } from "../../src/runs/jobs.js";
import { DirectoryStore } from "../../src/shared/objects/directory.js";
import { temporaryDirectory } from "../support/corpus.js";

const names = ["03-01-01-01-01-01-01.wav", "03-01-02-01-01-01-01.wav"];

async function sourceOf(files: Readonly<Record<string, string>>): Promise<DirectoryStore> {
  const root = await temporaryDirectory();
  for (const [key, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, key)), { recursive: true });
    await writeFile(join(root, key), content);
  }
  return new DirectoryStore(root, root, {});
}

async function taken(
  store: DirectoryStore,
  given: object = {},
): Promise<{ keys: string[]; skipped: Readonly<Record<string, number>> }> {
  const settings = runSettingsSchema.parse({ source: store.source, ...given });
  const { entries } = await store.listPage({ prefix: settings.prefixes[0]!, after: null });
  const plan = planPage(entries, settings, await new CopyFinder(store, settings).among(entries));
  return { keys: plan.batches.flat().map(({ key }) => key), skipped: plan.skipped };
}

const kaggle = Object.fromEntries(
  ["Actor_01", "audio_speech_actors_01-24/Actor_01"].flatMap((folder) =>
    names.map((name) => [`${folder}/${name}`, name] as const),
  ),
);

test("each recording of Kaggle's copy of RAVDESS, which contains all of them twice, is used once and the copies are counted", async () => {
  expect(await taken(await sourceOf(kaggle))).toEqual({
    keys: names.map((name) => `Actor_01/${name}`),
    skipped: { "duplicate-audio-only": 2 },
  });
});

test("all copies are used with --keep-duplicates", async () => {
  expect((await taken(await sourceOf(kaggle), { keepDuplicates: true })).keys).toHaveLength(4);
});

test("a folder that is listed alone contains no copies", async () => {
  const alone = await taken(await sourceOf(kaggle), { prefixes: ["audio_speech_actors_01-24/"] });
  expect(alone).toMatchObject({ skipped: {} });
  expect(alone.keys).toHaveLength(2);
});

test("recordings of another size, or in sibling folders, are not copies", async () => {
  const [name] = names;
  const store = await sourceOf({
    [`Actor_01/${name!}`]: "one",
    [`retakes/Actor_01/${name!}`]: "longer",
    [`part-1/Actor_02/${names[1]!}`]: "same",
    [`part-2/Actor_02/${names[1]!}`]: "same",
  });
  expect(await taken(store)).toMatchObject({ skipped: {} });
});
