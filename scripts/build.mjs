// Builds the files that `npx ser` runs: the WebAssembly kernels (wasm/) and the compiled TypeScript (dist/). npm's
// `prepare` calls it, so that the command works after `npm ci`.
import { execFileSync } from "node:child_process";
import { accessSync, chmodSync, constants, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { bundlePages } from "./bundlePages.mjs";

// The first `npx ser` links this package into npm's cache and runs `prepare` again, which would spend 15 s on
// rebuilding what `npm ci` has just built.
if (process.env.npm_command === "exec" && isBuilt()) process.exit();

const run = (command, ...args) => execFileSync(process.execPath, [command, ...args], { stdio: "inherit" });

rmSync("dist", { recursive: true, force: true });
if (existsSync("assembly/asconfig.json"))
  for (const target of ["dsp", "crc", "linear"])
    run(
      "node_modules/assemblyscript/bin/asc.js",
      `assembly/${target}.ts`,
      "--config",
      "assembly/asconfig.json",
      "--target",
      target,
    );
run("node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json");
mkdirSync("dist/dashboard/public", { recursive: true });
for (const { name, contents } of await bundlePages()) writeFileSync(`dist/dashboard/public/${name}`, contents);
// Reports name the commit that made them; an installed package has no .git to read it from.
if (existsSync(".git")) {
  const { packageCommit } = await import(new URL("../dist/shared/packageVersion.js", import.meta.url));
  writeFileSync("dist/commit.txt", `${packageCommit() ?? ""}\n`);
}
chmodSync("dist/cli/ser.js", 0o755); // last: an executable ser.js marks a complete build

function isBuilt() {
  try {
    accessSync("dist/cli/ser.js", constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
