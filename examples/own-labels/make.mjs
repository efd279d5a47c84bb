// Writes recordings whose names contain no labels, as your own would, and a labels.csv for them:
//
//     npx ser synth --out data/synthetic --actors 4
//     node examples/own-labels/make.mjs data/synthetic data/mine
//     npx ser labels check data/mine --labels data/mine/labels.csv
//     npx ser run data/mine --labels data/mine/labels.csv --out out
import { copyFile, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

const [from, to] = process.argv.slice(2);
const emotions = { "02": "calm", "03": "happy", "04": "sad", "08": "surprised" };
const names = ["Ben", "Ada", "Dan", "Cleo", "Finn", "Eve"];

await mkdir(to, { recursive: true });
const lines = ["file,emotion,speaker,gender"];
for (const path of (await readdir(from, { recursive: true })).sort()) {
  const [, emotion, actor] = /\d\d-\d\d-(\d\d)-\d\d-\d\d-\d\d-(\d\d)\.wav$/.exec(path) ?? [];
  if (!(emotion in emotions)) continue;
  const file = `recording-${String(lines.length).padStart(4, "0")}.wav`;
  await copyFile(join(from, path), join(to, file));
  // In these names, actors with even numbers are women.
  lines.push([file, emotions[emotion], names[actor - 1] ?? actor, actor % 2 === 0 ? "female" : "male"].join());
}
await writeFile(join(to, "labels.csv"), `${lines.join("\n")}\n`);
console.log(`${lines.length - 1} recordings and labels.csv in ${to}`);
