// Bundles the dashboard's browser code (src/dashboard/browser/*.ts) for scripts/build.mjs, and for a server that runs
// from the sources.
import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../", import.meta.url));
const pages = `${root}src/dashboard/browser`;

/**
 * One module per page; code that several pages share goes into separate modules.
 *
 * @returns {Promise<{ name: string, contents: Uint8Array }[]>}
 */
export async function bundlePages() {
  const entries = readdirSync(pages).filter((name) => name.endsWith("Page.ts"));
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: entries.map((name) => `${pages}/${name}`),
    tsconfig: `${pages}/tsconfig.json`,
    outdir: `${root}public`,
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    minify: true,
    legalComments: "none",
    write: false,
  });
  return outputFiles.map(({ path, contents }) => ({ name: basename(path), contents }));
}
