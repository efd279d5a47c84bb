#!/usr/bin/env node
import { isOutOfFilesWhileLoading, moreFiles } from "./moreFiles.js";

// The file that npm links as `ser`. It imports almost nothing itself: with a low limit of open files, loading the
// program fails first, and that needs a clear message, too.
try {
  await import("./main.js");
} catch (error) {
  if (!isOutOfFilesWhileLoading(error)) throw error;
  process.stderr.write(`ser: too many open files while loading the program. ${moreFiles}\n`);
  process.exitCode = 1;
}
