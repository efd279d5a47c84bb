// Packs only the library, as the package `speech-emotion`: decoding, features, forests and predictions, without the
// queue, S3, the dashboard and their dependencies. It contains the files of dist/ that the library's entry points
// reach. See docs/decisions/library-package.md.
//
//     npm run pack:library [-- DIRECTORY]    writes speech-emotion-VERSION.tgz there; default: this directory
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, normalize, resolve } from "node:path";
import ts from "typescript";

/**
 * Files that differ in the library: the baseline that the bench compares with would bring in 35 packages. A map from
 * path to code.
 */
const replaced = new Map([
  [
    "dist/features/baseline/meydaExtractor.js",
    `import { ParameterError } from "../../shared/errors.js";
export function createMeydaExtractor() {
  throw new ParameterError("blocks", "blocks of our own engine; meyda's are in the package speech-emotion-workers", "meyda155");
}
`,
  ],
]);

const destination = resolve(process.argv[2] ?? ".");
const manifest = JSON.parse(readFileSync("package.json", "utf8"));
const name = "speech-emotion";

/** All paths in package.json's "exports", under any condition. */
const pathsOf = (exported) => (typeof exported === "string" ? [exported] : Object.values(exported).flatMap(pathsOf));
const entries = pathsOf(manifest.exports).filter((path) => !path.endsWith(".wasm"));
const { files, packages } = reachedFrom(entries.map((entry) => normalize(entry)));

const folder = mkdtempSync(join(tmpdir(), "ser-library-"));
try {
  for (const file of [...files, "wasm/dsp.wasm", "LICENSE", "NOTICE", "docs/library.md"]) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    const code = replaced.get(file);
    if (code === undefined) cpSync(file, join(folder, file));
    else writeFileSync(join(folder, file), code);
  }
  writeFileSync(join(folder, "README.md"), readme());
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(libraryManifest(), null, 2)}\n`);
  mkdirSync(destination, { recursive: true });
  execFileSync("npm", ["pack", "--silent", "--pack-destination", destination], {
    cwd: folder,
    stdio: ["ignore", 1, 2],
  });
} finally {
  rmSync(folder, { recursive: true });
}

/** The files that an entry of `exports` names under its conditions. */
function filesOf(entry) {
  return typeof entry === "string" ? [entry] : Object.values(entry).flatMap(filesOf);
}

/**
 * All files that the given files import directly or indirectly, including themselves, and the packages that they
 * import.
 */
function reachedFrom(roots) {
  const files = new Set(roots);
  const packages = new Set();
  for (const file of files) {
    for (const specifier of importsOf(file)) {
      if (specifier.startsWith(".")) files.add(normalize(join(dirname(file), specifier)));
      else if (!specifier.startsWith("node:") && !builtinModules.includes(specifier))
        packages.add(packageOf(specifier));
    }
    const declarations = file.replace(/\.js$/, ".d.ts");
    if (existsSync(declarations)) files.add(declarations);
  }
  return { files: [...files], packages: [...packages] };
}

/** The specifiers that a compiled file or its declarations import. */
function importsOf(file) {
  const specifiers = ts
    .preProcessFile(replaced.get(file) ?? readFileSync(file, "utf8"), true, true)
    .importedFiles.map(({ fileName }) => fileName);
  return file.endsWith(".d.ts") ? specifiers.map((name) => name.replace(/^(\..*)\.js$/, "$1.d.ts")) : specifiers;
}

function packageOf(specifier) {
  const parts = specifier.split("/");
  return parts.slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
}

function libraryManifest() {
  const { version, keywords, homepage, bugs, repository, license, author, type, engines, exports } = manifest;
  const versionOf = (dependency) => {
    const range = manifest.dependencies[dependency];
    if (range === undefined)
      throw new Error(`the library imports ${dependency}, which is no dependency of package.json`);
    return [dependency, range];
  };
  const decoders = Object.entries(manifest.optionalDependencies).filter(([dependency]) =>
    dependency.startsWith("@audio/"),
  );
  return {
    name,
    version,
    description: "librosa's features, scikit-learn's forests and emotion predictions from speech, in TypeScript",
    keywords: keywords.filter((keyword) => keyword !== "bullmq"),
    ...{ homepage, bugs, repository, license, author, type, engines },
    files: ["dist", "wasm", "docs", "NOTICE"],
    exports,
    sideEffects: false,
    dependencies: Object.fromEntries(packages.sort().map(versionOf)),
    peerDependencies: { ...Object.fromEntries(decoders), ...manifest.peerDependencies },
    peerDependenciesMeta: {
      ...Object.fromEntries(decoders.map(([decoder]) => [decoder, { optional: true }])),
      ...manifest.peerDependenciesMeta,
    },
  };
}

function readme() {
  return `# ${name}

The library of [${manifest.name}](${manifest.homepage}) without its queue and dashboard: decoding, librosa's features, scikit-learn's forests and
predictions of emotion, on typed arrays. The pages say \`${manifest.name}\`; here the same entries are called \`${name}\`, \`${name}/dsp\` and
\`${name}/forest\`: see [docs/library.md](docs/library.md).

WAVE needs nothing else. For FLAC, MP3, Opus and Vorbis, install \`@audio/decode-flac\`, \`-mp3\`, \`-opus\` or \`-vorbis\`; other formats are read through ffmpeg.
`;
}
