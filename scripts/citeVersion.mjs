// npm's `version`: CITATION.cff names the version that is about to be committed.
import { readFileSync, writeFileSync } from "node:fs";

const { version } = JSON.parse(readFileSync("package.json", "utf8"));
const citation = readFileSync("CITATION.cff", "utf8");
writeFileSync("CITATION.cff", citation.replace(/^version: .*$/m, `version: ${version}`));
