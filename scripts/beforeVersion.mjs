// npm's `preversion`: rejects a release that cannot be reproduced or has no changelog entry.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const fail = (message) => {
  console.error(message);
  process.exit(1);
};

if (execFileSync("git", ["status", "--porcelain"], { encoding: "utf8" }) !== "") {
  fail("The working tree has changes: commit or remove them first.");
}
const changelog = readFileSync("CHANGELOG.md", "utf8");
const unreleased = /^## \[?Unreleased\]?\s*\n([\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(changelog)?.[1];
if (unreleased?.trim()) fail('CHANGELOG.md still has lines under "Unreleased": move them under the new version.');
const next = process.env.npm_new_version;
if (next && !changelog.includes(`## [${next}]`)) fail(`CHANGELOG.md has no entry "## [${next}]".`);
execFileSync("npm", ["run", "check"], { stdio: "inherit" });
