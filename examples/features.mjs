// Prints the 161 features of a recording: node examples/features.mjs voice.wav
import { readFile } from "node:fs/promises";
import { extractFeatures } from "speech-emotion-workers";

const { names, values } = await extractFeatures(await readFile(process.argv[2]));
for (const [i, name] of names.entries()) console.log(`${name}\t${values[i]}`);
