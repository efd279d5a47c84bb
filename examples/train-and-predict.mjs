// Trains a forest on a folder of recordings with RAVDESS's names, and evaluates it on a held-out speaker:
//
//     npx ser synth --out data/synthetic --actors 4
//     node examples/train-and-predict.mjs data/synthetic 03
//
// `ser run` does more: grid search, nested cross-validation, a report. This shows its parts.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { extractFeatures } from "speech-emotion-workers";
import { matrix, RandomForestClassifier } from "speech-emotion-workers/forest";

const [folder, heldOut] = process.argv.slice(2);
const emotions = { "02": "calm", "03": "happy", "04": "sad", "08": "surprised" };
const classes = Object.values(emotions);

const recordings = [];
for (const path of (await readdir(folder, { recursive: true })).sort()) {
  // modality-channel-emotion-intensity-statement-repetition-actor
  const [, emotion, actor] = /\d\d-\d\d-(\d\d)-\d\d-\d\d-\d\d-(\d\d)\.wav$/.exec(path) ?? [];
  if (!(emotion in emotions)) continue;
  const { values } = await extractFeatures(await readFile(join(folder, path)));
  recordings.push({ actor, label: classes.indexOf(emotions[emotion]), values });
}

const known = recordings.filter(({ actor }) => actor !== heldOut);
const unknown = recordings.filter(({ actor }) => actor === heldOut);
const rows = (some) => matrix(some.map(({ values }) => values));

const forest = new RandomForestClassifier({ nEstimators: 200, randomState: 1 }).fit(
  rows(known),
  known.map(({ label }) => label),
);
const predicted = forest.predict(rows(unknown));
const right = unknown.filter(({ label }, i) => predicted[i] === label).length;
console.log(`actor ${heldOut}: ${right} of ${unknown.length} recordings correct; chance is 1 of ${classes.length}`);
