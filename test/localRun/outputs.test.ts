import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeModels } from "../../src/localRun/outputs.js";
import { ModelStore } from "../../src/models/modelStore.js";
import { ObjectBlobStore } from "../../src/models/objectBlobStore.js";
import { openObjectStore } from "../support/openObjectStore.js";
import { temporaryDirectory } from "../support/corpus.js";
import { sampleModelFiles } from "../support/sampleModels.js";
import { fullReport } from "../support/sampleReports.js";

test("the model files of a run are those of its last training, without files of an earlier one", async () => {
  const dir = await temporaryDirectory();
  const out = join(dir, "models");
  await mkdir(out);
  await writeFile(join(out, "notes.txt"), "the user's");
  const report = fullReport();
  const models = new ModelStore(new ObjectBlobStore(await openObjectStore(join(dir, "store"))), 5);
  const files = sampleModelFiles({ run: report.run });
  await models.save(files);
  await writeModels({ models }, report, out);
  expect((await readdir(out)).filter((name) => name.endsWith(".json"))).toHaveLength(4);
  await models.save(files.filter(({ set }) => set === "all"));
  await writeModels({ models }, report, out);
  expect((await readdir(out)).sort()).toEqual(["all.json", "all.md", "notes.txt"]);
});
