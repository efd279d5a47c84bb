import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { check } from "./chaosError.js";

const root = fileURLToPath(new URL("../../", import.meta.url));

/**
 * Makes an older build: a copy of the built program whose feature block mean161 has version 1.
 *
 * @returns the path of its `ser`
 */
export async function otherBuild(dir: string): Promise<string> {
  await mkdir(dir);
  for (const name of ["dist", "wasm", "package.json"]) await cp(join(root, name), join(dir, name), { recursive: true });
  await symlink(join(root, "node_modules"), join(dir, "node_modules"));
  const file = join(dir, "dist", "features", "featureSet.js");
  const text = await readFile(file, "utf8");
  const older = text.replace(/(name: "mean161",[^}]*?version: )\d+/, "$11");
  check(older !== text, () => `${file} names no version of mean161`);
  await writeFile(file, older);
  return join(dir, "dist", "cli", "ser.js");
}
