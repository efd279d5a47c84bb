import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { extname } from "node:path";
import { Router } from "express";
import { ProblemError } from "./http/problem.js";
import { styleSheet } from "./views/pageStyle.js";

/**
 * The files that pages load: the browser's code, the kernels and the style sheet. They are small and kept in memory.
 */
export interface Assets {
  /** The URL of a file: it changes whenever any of the files does, so browsers may cache them. */
  readonly href: (name: string) => string;
  readonly routes: Router;
}

const types: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
};

/** Reads the bundles of the build; when running from sources, bundles now. */
export async function loadAssets(): Promise<Assets> {
  const files = new Map(await bundledFiles());
  files.set("style.css", new TextEncoder().encode(styleSheet));
  files.set("favicon.svg", new TextEncoder().encode(favicon));
  files.set("dsp.wasm", await readFile(new URL("../../wasm/dsp.wasm", import.meta.url)));
  const version = versionOf(files);
  const routes = Router();
  routes.get(`/${version}/:name`, (request, response) => {
    const { name } = request.params;
    const contents = files.get(name);
    if (contents === undefined) throw new ProblemError("not-found", `${name}: no such file`);
    response.set("Cache-Control", "public, max-age=31536000, immutable");
    response.type(types[extname(name)] ?? "application/octet-stream").send(Buffer.from(contents));
  });
  return { href: (name) => `/assets/${version}/${name}`, routes };
}

/** Five bars of a voice. */
const favicon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#1f6f78"/><g stroke="#fff" stroke-width="3" stroke-linecap="round"><path d="M7 14v4M11.5 10v12M16 6v20M20.5 11v10M25 14v4"/></g></svg>`;

type NamedFile = readonly [name: string, contents: Uint8Array];

async function bundledFiles(): Promise<NamedFile[]> {
  const built = new URL("./public/", import.meta.url);
  if (existsSync(built)) {
    const names = await readdir(built);
    return Promise.all(names.map(async (name): Promise<NamedFile> => [name, await readFile(new URL(name, built))]));
  }
  const script = new URL("../../scripts/bundlePages.mjs", import.meta.url).href;
  const { bundlePages } = (await import(script)) as {
    bundlePages: () => Promise<{ name: string; contents: Uint8Array }[]>;
  };
  return (await bundlePages()).map(({ name, contents }): NamedFile => [name, contents]);
}

function versionOf(files: ReadonlyMap<string, Uint8Array>): string {
  const hash = createHash("sha256");
  for (const name of [...files.keys()].sort()) hash.update(name).update(files.get(name)!);
  return hash.digest("hex").slice(0, 16);
}
