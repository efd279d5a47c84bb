/**
 * The licences of all packages in an installation, from package-lock.json:
 *
 *     node scripts/licences.mjs           writes NOTICE
 *     node scripts/licences.mjs --check   fails if NOTICE is out of date, or a licence is unknown or the GPL's
 *
 * Development dependencies are left out, as are optional peers, which are never installed automatically.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

/** Licences allowed for dependencies of this package, which has the MIT licence. */
const permissive = ["MIT", "ISC", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "BlueOak-1.0.0", "CC0-1.0"];

/**
 * Weak copyleft: the package keeps its own licence and can be replaced. Each one has been reviewed and is named here.
 */
const weakCopyleft = {
  "@resvg/resvg-wasm": "MPL-2.0",
  "codec-parser": "LGPL-3.0-or-later",
};

/** Packages that declare their licence in npm's old notation, which the lock file omits: read from their own files. */
const declaredTheOldWay = { "busboy 1.6.0": "MIT", "streamsearch 1.1.0": "MIT" };

/**
 * @param lock a parsed package-lock.json of version 3
 * @returns name, version and licence of each package of an installation, by name
 */
export function installedLicences(lock) {
  const found = new Map();
  for (const [path, { version, license, dev }] of Object.entries(lock.packages)) {
    if (path === "" || dev === true) continue;
    const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    const id = `${name} ${version}`;
    found.set(id, { name, version, licence: license ?? declaredTheOldWay[id] ?? "unknown" });
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** @returns the problems with the licences, one sentence each */
export function licenceProblems(packages) {
  return packages
    .filter(({ name, licence }) => !isAllowed(licence) && weakCopyleft[name] !== licence)
    .map(({ name, version, licence }) => `${name} ${version}: its licence is ${licence}, which is not allowed here`);
}

/** A package under several licences "A OR B" may be used under any of them; "A AND B" requires both. */
function isAllowed(licence) {
  const plain = licence.replace(/[()]/g, "");
  return plain.split(" OR ").some((choice) => choice.split(" AND ").every((one) => permissive.includes(one.trim())));
}

export function notice(packages) {
  const width = Math.max(...packages.map(({ licence }) => licence.length));
  const lines = packages.map(({ name, version, licence }) => `${licence.padEnd(width)}  ${name} ${version}`);
  return `${heading}\n${lines.join("\n")}\n`;
}

const heading = `speech-emotion-workers
Copyright (c) 2026 The speech-emotion-workers authors. Under the MIT licence: see LICENSE.

An installation includes the packages below, each under the licence that it declares; the texts are in node_modules/PACKAGE. Made by scripts/licences.mjs from package-lock.json.

Not under a permissive licence:
- @resvg/resvg-wasm (MPL-2.0) draws PNG pictures.
- codec-parser (LGPL-3.0-or-later) takes FLAC, Opus and Vorbis files apart for their decoders, @audio/decode-flac,
  @audio/decode-opus and @audio/decode-vorbis, into whose files it is also bundled. They are optional:
  npm ci --omit=optional leaves them out.
- mpg123-decoder declares MIT for itself and contains libmpg123 (LGPL-2.1), compiled to WebAssembly; below
  @audio/decode-mp3, which is optional too.

Not included: @audio/decode-aac (GPL-2.0, FAAD2), an optional peer dependency; ffmpeg, a program that is run where it is installed.

Numbers from elsewhere: src/dsp/resampling holds filter constants of libsoxr 0.1.3 (SoX Resampler library, Copyright (c) 2007-2018
Rob Sykes, LGPL-2.1), so that resampled samples equal those of librosa's default. No code of libsoxr is included.
`;

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const packages = installedLicences(JSON.parse(readFileSync("package-lock.json", "utf8")));
  const problems = licenceProblems(packages);
  const text = notice(packages);
  if (process.argv.includes("--check")) {
    if (readFileSync("NOTICE", "utf8") !== text) problems.push("NOTICE is out of date: node scripts/licences.mjs");
  } else {
    writeFileSync("NOTICE", text);
  }
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}
