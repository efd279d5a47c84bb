import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { madeUp } from "../dsp/speech/madeUp.js";
import { temporaryDirectory } from "../support/corpus.js";
import { sampleModelFile } from "../support/sampleModels.js";
import { sampleVoteModelFile } from "../support/sampleVoteModel.js";
import { wavFile } from "../support/wavFile.js";

const root = join(import.meta.dirname, "../..");
const entries = ["src/index.ts", "src/dsp/index.ts", "src/forest/index.ts"] as const;

interface Documented {
  readonly name: string;
  readonly file: string;
  readonly example: string | undefined;
}

/** The values exported by an entry of the package, with the example in each comment. */
function exportsOf(entry: string): Documented[] {
  const source = readFileSync(join(root, entry), "utf8");
  return [...source.matchAll(/export \{([^}]*)\} from "([^"]+)"/g)].flatMap(([, names = "", specifier = ""]) => {
    const file = join(dirname(entry), specifier.replace(/\.js$/, ".ts"));
    const code = readFileSync(join(root, file), "utf8");
    return names
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== "" && !name.startsWith("type "))
      .map((name) => ({ name, file, example: exampleOf(code, name) }));
  });
}

/** The example of a declaration: the text after the last `@example` of the comment before it. */
function exampleOf(code: string, name: string): string | undefined {
  const declaration = new RegExp(`^export (async )?(function|class|const) ${name}\\b`, "m").exec(code);
  const before = code.slice(0, declaration?.index ?? 0).trimEnd();
  if (!before.endsWith("*/")) return undefined;
  const comment = before.slice(before.lastIndexOf("/**"), -2);
  const [, example] = /@example ([^]*)$/.exec(comment) ?? [];
  return example?.replace(/\n \*( |$)/g, "\n").trim();
}

const documented = [...new Map(entries.flatMap(exportsOf).map((each) => [`${each.file} ${each.name}`, each])).values()];
const withExamples = documented.flatMap(({ name, file, example }) =>
  example === undefined ? [] : [{ name, file, example }],
);

/** An example's code, and its stated result. */
function parts(example: string): { readonly code: string; readonly result: string | undefined } {
  const [, code = example, result] = /^([^]*?)\s*\/\/ (.*)$/.exec(example) ?? [];
  return { code, result };
}

/** A module that runs all examples and prints their results as JSON. */
function program(): string {
  const imports = entries.map((entry, i) => `import * as entry${i} from ${JSON.stringify(join(root, entry))};`);
  const names = [...new Set(documented.map(({ name }) => name))];
  const runs = withExamples.map(({ example }) => {
    const { code } = parts(example);
    const isExpression = !/^(const|await \w+\(|let) /.test(code) && !code.endsWith(";");
    return `results.push(shown(await (async () => { ${isExpression ? `return (${code});` : code} })()));`;
  });
  return `${imports.join("\n")}
import { readFile } from "node:fs/promises";
const { ${names.join(", ")} } = { ...entry2, ...entry1, ...entry0 };
const samples = Float32Array.from({ length: 16_000 }, (_, n) => Math.sin((2 * Math.PI * 220 * n) / 16_000));
const S = magnitude(stft(samples));
const X = matrix([[0, 1], [0.2, 0.9], [1, 0], [0.9, 0.1]]);
const y = [0, 0, 1, 1];
const forest = new RandomForestClassifier({ nEstimators: 20, randomState: 7 }).fit(X, y);
const models = await loadModels("models");
const { values } = await extractFeatures(await readFile("voice.wav"));
const votes = await loadModels("votes");
const anna = await enrolRecordings("anna", [await readFile("voice.wav")], votes);
const shown = (value: unknown): string => (typeof value === "object" ? JSON.stringify(value) : String(value)) ?? "undefined";
const results: string[] = [];
${runs.join("\n")}
console.log(JSON.stringify(results));
`;
}

describe("the library's public functions", () => {
  let results: string[];
  beforeAll(async () => {
    const dir = await temporaryDirectory();
    await writeFile(join(dir, "voice.wav"), wavFile(Float32Array.from(madeUp("woman", 2))));
    for (const [folder, file] of [
      ["models", sampleModelFile("all")],
      ["votes", sampleVoteModelFile()],
    ] as const) {
      await mkdir(join(dir, folder));
      await writeFile(join(dir, folder, "all.json"), JSON.stringify(file));
    }
    // Next to the sources; otherwise tsx would not resolve their imports.
    const path = join(dir, "examples.mts");
    await writeFile(path, program());
    const tsx = import.meta.resolve("tsx");
    const { stdout } = await promisify(execFile)(process.execPath, ["--import", tsx, path], { cwd: dir });
    results = JSON.parse(stdout) as string[];
  }, 60_000);

  test.each(documented.filter(({ name }) => !name.endsWith("Error")))("$name ($file) has an example", ({ example }) => {
    expect(example).toBeDefined();
  });

  test.each(withExamples.map((each, i) => ({ ...each, i })))(
    "the example of $name runs and says what it comes to: $example",
    ({ example, i }) => {
      const { result } = parts(example);
      expect(results[i]).toBeDefined();
      if (result !== undefined && !parts(example).code.endsWith(";")) expect(results[i]).toBe(result);
    },
  );
});
