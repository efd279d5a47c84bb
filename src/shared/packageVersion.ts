import { readFileSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

/** The version of this package from its package.json, which is two folders up both in the sources and in the build. */
export function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return z.object({ version: z.string() }).parse(manifest).version;
}

const packageDirectory = fileURLToPath(new URL("../../", import.meta.url));

/**
 * The commit of the sources: that of the checkout, otherwise the one recorded by the build; undefined if there is
 * neither.
 */
export function packageCommit(directory = packageDirectory): string | undefined {
  return commitOfCheckout(join(directory, ".git")) ?? readText(join(directory, "dist/commit.txt"));
}

function commitOfCheckout(git: string): string | undefined {
  // In a worktree .git is a file that names the directory.
  const elsewhere = /^gitdir: (.+)$/m.exec(readText(git) ?? "")?.[1];
  const home = elsewhere === undefined ? git : isAbsolute(elsewhere) ? elsewhere : join(dirname(git), elsewhere);
  const head = readText(join(home, "HEAD"));
  const branch = /^ref: (.+)$/.exec(head ?? "")?.[1];
  if (branch === undefined) return head;
  const common = join(home, readText(join(home, "commondir")) ?? ".");
  const packed = new RegExp(`^([0-9a-f]{40,}) ${branch.replaceAll(".", "\\.")}$`, "m");
  return readText(join(common, branch)) ?? packed.exec(readText(join(common, "packed-refs")) ?? "")?.[1];
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return undefined;
  }
}
