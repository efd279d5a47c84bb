#!/usr/bin/env node
import { isOutOfFilesWhileLoading, moreFiles } from "./moreFiles.js";

// What npm links as `ser`. It imports next to nothing itself: where a process may open few files, loading the program is
// what fails first, and that is said in a sentence too.
try {
  await import("./main.js");
} catch (error) {
  if (!isOutOfFilesWhileLoading(error)) throw error;
  process.stderr.write(`ser: too many open files while loading the program. ${moreFiles}\n`);
  process.exitCode = 1;
}
