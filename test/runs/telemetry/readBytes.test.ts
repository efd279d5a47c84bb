import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openObjectStore } from "../../support/openObjectStore.js";
import { withReadBytes } from "../../../src/runs/telemetry/readBytes.js";
import { temporaryDirectory } from "../../support/corpus.js";

test("whole reads and ranges are counted, each by the bytes received", async () => {
  const dir = await temporaryDirectory();
  await writeFile(join(dir, "a.wav"), Buffer.alloc(1_000));
  let bytes = 0;
  const store = withReadBytes(await openObjectStore(dir), (count) => (bytes += count));
  await store.get("a.wav");
  await store.getRange("a.wav", { start: 0, length: 10 });
  await store.getRange("a.wav", { last: 5 });
  await store.get("missing.wav").catch(() => undefined);
  await store.close();
  expect(bytes).toBe(1_015);
});
